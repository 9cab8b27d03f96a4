package live

import "github.com/a-h/templ"

// A View is a page or a component: a pointer to a struct that holds its state, and how it looks. `templ (v *T) Render()` in a
// templ file is the method.
//
// Everything else is an optional method. Its signature is checked when a type is mounted first: one that is off panics,
// because Go would never call it and nobody would notice.
// A misspelt name is not noticed: it is a method like any other.
//
//	Mount(*Socket) error       // before the first render: read data, Subscribe, Every, Load; no effects outside the view
//	Joined(*Socket) error      // once, when a browser is there: presence, viewer counts, Socket.Client
//	Events() Events            // what the browser may ask; called at mount and for each event
//	Reload(*Socket) error      // messages were lost: fetch again; a view without it is mounted anew
//	Title() string             // of the document, after each render; of the page's view only
//	Unmount()                  // the last call, once, if Mount returned nil
//
// All methods and handlers of one page are called by one goroutine at a time: they need no locks. Unmount follows the
// return of a running handler.
type View interface{ Render() templ.Component }

// The optional methods.
type (
	mounter     interface{ Mount(*Socket) error }
	joiner      interface{ Joined(*Socket) error }
	eventLister interface{ Events() Events }
	reloader    interface{ Reload(*Socket) error }
	titler      interface{ Title() string }
	unmounter   interface{ Unmount() }
)
