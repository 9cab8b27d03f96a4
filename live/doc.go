// Package live makes web pages whose state lives in a Go struct on the server. An event from the browser changes the struct,
// the view is rendered again, and what differs goes over a websocket into the page.
//
//	// Counter is a number that two buttons change.
//	type Counter struct{ N int }
//
//	type Add struct{ By int } // what the browser may ask of it
//
//	func (c *Counter) Events() live.Events                   { return live.Events{live.On(c.add)} }
//	func (c *Counter) add(_ *live.Socket, e Add) error       { c.N += e.By; return nil }
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
//		log.Fatal(http.ListenAndServe(":8080", &live.Server{Handler: mux}))
//	}
//
// A page is mounted once: the view that rendered the HTTP response is adopted by the websocket that follows. When the
// connection is lost the session waits for the browser (Server.ResumeTimeout), and nothing is lost or done twice.
//
// # Concurrency
//
// The methods and handlers of one page, of its components too, are called by one goroutine at a time; they need no locks.
// Different pages run at the same time, also two of one person: what they share needs locks, or a pubsub topic. A handler that takes long
// delays its own page alone, not the connection; use Async for what takes long.
//
// # Ordering
//
// Events of one page are handled in the order in which the person caused them, each at most once, and exactly once as long as the session
// lives. All that waits is handled before the page is rendered, once. What a handler pushes, flashes or replies arrives after the picture of
// its state, in order.
package live
