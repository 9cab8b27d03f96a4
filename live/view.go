package live

import "github.com/a-h/templ"

// A View is a page or a component: a pointer to a struct that holds its state and renders itself.
// In a templ file, the Render method is written as
//
//	templ (c *Counter) Render() { … }
//
// A View may have any of these methods:
//
//	Mount(*Socket) error   called first, before Render; may read data, and use Subscribe, Every, After, Task, Async
//	Joined(*Socket) error  called once, when the browser has joined; may use Socket.Client
//	Events() Events        returns the event handlers; called for each event, and before Mount
//	Reload(*Socket) error  called after messages were lost; should read the data again
//	Title() string         returns the document's title; called after each render of the page
//	Meta() Meta            returns what the document says about the page; called in the GET, after Render
//	Unmount()              called last, once, if Mount returned nil
//
// Mount and Joined differ as follows:
//
//	                        Mount                    Joined
//	called by               the GET, or a remount    the join, after Mount
//	called for              each page load           pages that a browser shows
//	Socket.Connected        false in the GET         true
//	Socket.Client           zero                     what the browser reported
//	may change              the view only            the view and shared data
//	error                   shows an error page      is logged, and the user sees a message
//
// A prefetched page, or one requested by a crawler, is mounted but never joined. Changes to
// anything outside the view therefore belong in Joined. The GET responds with 404 if Mount returns
// [ErrNotFound], with 403 for [ErrForbidden], and with 500 for errors without a status: see
// [Server.ErrorPage]. If Mount fails in a remount, the browser loads the page again. If the page has
// already joined when it first renders a component, the component's Joined is called after that
// render.
//
// If a view that lost messages has no Reload method, the page is remounted. Title and Meta are called
// for the page's view only, not for components.
//
// The methods and handlers of a page are called by one goroutine at a time and need no locks.
// Unmount is called after a running handler has returned.
//
// The signatures of these methods are checked when a type is first mounted. Mounting panics if a
// method has one of these names but a different signature, because it would otherwise silently
// never be called. A misspelled name cannot be detected.
type View interface {
	// Render returns the HTML of the view. It is called after handlers have run, and must not change
	// the view.
	Render() templ.Component
}

// The optional methods of a View.
type (
	mounter     interface{ Mount(*Socket) error }
	joiner      interface{ Joined(*Socket) error }
	eventLister interface{ Events() Events }
	reloader    interface{ Reload(*Socket) error }
	titler      interface{ Title() string }
	describer   interface{ Meta() Meta }
	unmounter   interface{ Unmount() }
)
