// Package live serves web pages whose state is a Go struct on the server. An event in the browser
// calls a method of the struct, the view is rendered again, and the differences are sent to the
// page over a WebSocket.
//
// A complete program, whose Render method is written in a [templ] file:
//
//	// Counter is a number with two buttons.
//	type Counter struct{ N int }
//
//	// Add is an event that the browser can send.
//	type Add struct{ By int }
//
//	func (c *Counter) Events() live.Events             { return live.Events{live.On(c.add)} }
//	func (c *Counter) add(_ *live.Socket, e Add) error { c.N += e.By; return nil }
//
//	templ (c *Counter) Render() {
//		<button { live.Click(Add{By: -1})... }>-</button>
//		<output>{ c.N }</output>
//		<button { live.Click(Add{By: +1})... }>+</button>
//	}
//
//	func main() {
//		mux := http.NewServeMux()
//		mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Counter{} }))
//		hs := &http.Server{Addr: ":8080"}
//		if err := live.Serve(context.Background(), hs, &live.Server{Handler: mux}, live.ServeOptions{}); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// # Views
//
// A [View] is a pointer to a struct with a Render method. [Page] returns an [http.Handler] that
// creates a view for each request and serves it. The handler works with any router, behind any
// middleware.
//
// A page is mounted once. The GET mounts the view and responds with complete HTML; the WebSocket
// that follows joins the page and adopts the same view. The optional method Mount is called in the
// GET, Joined when the browser has joined, and Unmount when the page ends. A [Socket] is the view's
// handle on its page.
//
// # Events
//
// An event is a value of a struct type. A template binds it to an element with [Click], [Change],
// [Submit], [Keydown], [Focus] or [Blur]. The view's Events method returns its handlers, which [On]
// creates from functions. The compiler checks both sides, but the values come from the browser and
// must not be trusted: the handler must check what the user may do.
//
// Package dom has commands that the browser runs by itself, such as showing a menu. A binding takes them
// together with events, and [Socket.Exec] runs them from a handler.
//
// [Patch] and [Socket.Patch] change the query string of the page without leaving the view.
// [OnParams] creates the handler that reads it.
//
// # Forms
//
// A [Form] is an HTML form backed by a struct. It decodes and validates each change, keeps what the
// user has typed, and reports the error of a field once the user has changed it. [OnForm] creates
// the handler that saves a valid form. A slice of structs has rows, which buttons of [Form.AddRow],
// [Form.RemoveRow] and [Form.MoveRow] change. A [SubmitKey] field identifies a submission, so that the
// handler recognizes one that is sent again.
//
// # Components
//
// [Component] renders a view inside a view, with a Socket, events and a lifetime of its own. [Memo]
// keeps the HTML of a part of a view until a value changes.
//
// # Nested views
//
// [Nested] renders a view inside a view that runs by itself: its handlers do not delay those of the page,
// and if it panics, the page continues. Page and nested view exchange messages by [Send] and [Socket.Send].
//
// # Messages
//
// A view also changes without an event in the browser: [Subscribe] handles messages on a topic of
// package pubsub, [Every] and [After] call a function later, [Async] holds a value that is loaded in the
// background, and [Task] works in the background and shows its progress. Other goroutines call
// [Socket.Do] to run a function as a handler.
// [Socket.Flash], [Socket.Push], [Socket.Reply] and [Socket.Navigate] send something other than HTML
// to the browser.
//
// # Serving
//
// A [Server] wraps the application's router. It serves the WebSockets of pages and the client
// script, and passes all other requests to the router. [Serve] runs it, and ends all sessions
// gracefully when the process receives a signal.
//
// When a connection is lost, its session is kept for [Server.ResumeTimeout]. A browser that
// reconnects in time resumes it: no update is lost, and no event is handled twice. Later, or on
// another node, the page is remounted: a new view is mounted for the page that the user still sees.
//
// Joins and resumes are authorized in the same way as page loads: the server sends a synthetic GET
// through the application's own handlers, and accepts the WebSocket only if that GET reaches the
// handler of the page again. The context of that GET ends when the browser disconnects, or after
// [Server.JoinTimeout].
//
// # Users
//
// If users log in, set [Server.Identity]: a view of one user then never continues for another user of
// the same browser. [Disconnect] ends the pages of a user who has logged out, and
// [Server.RecheckInterval] makes the server notice a login that has expired.
//
// # Testing
//
// Package livetest tests pages without a browser.
//
// # Concurrency
//
// The methods and handlers of a page, including those of its components, are never called
// concurrently and need no locks. Different pages run concurrently, even two pages of the same
// user, and so do a page and its nested views. Protect data that they share with locks, or let them
// exchange messages.
//
// A slow handler delays its own page or nested view only, and not the connection. Use [Async] or [Task]
// for slow work. A warning with the stack is logged for a handler that runs for longer than [Server.SlowHandler].
//
// # Ordering
//
// Events of a page are handled in the order in which the user caused them, and so are those of each nested
// view; the order between these is not specified. Each is handled at most once, and exactly once unless
// the session ends first. The page is rendered once after all pending
// events and messages have been handled. Pushes, flash messages and replies are delivered in order,
// after the update that contains the changes made by the handler that sent them.
//
// [templ]: https://templ.guide
package live
