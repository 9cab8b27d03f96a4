package live

import "github.com/a-h/templ"

// A View is a page or a component: a pointer to a struct that holds its state and renders itself.
// In a templ file, the Render method is written as
//
//	templ (c *Counter) Render() { … }
//
// A View may have any of these methods:
//
//	Mount(*Socket) error   called first, before Render: read data, Subscribe, Every, Async.Load
//	Joined(*Socket) error  called once, when the browser has joined: presence, Socket.Client
//	Events() Events        returns the handlers of events; called at mount and for each event
//	Reload(*Socket) error  called after messages were lost: read the data again
//	Title() string         returns the document's title; called after each render of the page
//	Unmount()              called last, once, if Mount returned nil
//
// Mount and Joined differ in the time of the call:
//
//	                        Mount                    Joined
//	called by               the GET, or a remount    the join, after Mount
//	called for              each request             pages that a browser shows
//	Socket.Connected        false in the GET         true
//	Socket.Client           zero                     what the browser reported
//	may change              the view only            the view and what others see
//	if it returns an error  the response is 404/500  the error is logged and flashed
//
// A prefetched page, or one requested by a crawler, is mounted but never joined: effects outside of
// the view belong in Joined. A component that is rendered first when the page has joined has both
// called one after the other.
//
// If messages were lost and a view that lost some has no Reload method, the page is remounted.
// Title is called for the page's view only, not for components.
//
// The methods and handlers of a page are called by one goroutine at a time and need no locks.
// Unmount is called after a running handler has returned.
//
// The signatures of these methods are checked when a type is first mounted. A method with one of
// these names but another signature panics, because it would silently never be called. A misspelled
// name cannot be detected.
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
	unmounter   interface{ Unmount() }
)
