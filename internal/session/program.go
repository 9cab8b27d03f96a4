package session

import (
	"bytes"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/wire"
)

// A Program is what a session runs. The runner calls its methods, one at a time.
type Program interface {
	// Log returns the log of the page. It may be called by any goroutine.
	Log() *pagelog.Page
	// Joined is called once, after a browser has joined. It reports whether the page may have
	// changed.
	Joined() bool
	// Event handles the event with number ref. It returns Applied or one of the outcomes of package
	// wire, and for the latter a reason that is sent to the browser.
	Event(ref int, e wire.Event) (outcome, reason string)
	// Reload is called after messages were lost, to read the data of the view again. It reports
	// false if the view has no Reload method and must be remounted.
	Reload() bool
	// Render writes the page's HTML to the buffer.
	Render(*bytes.Buffer) error
	// RenderFailed is called if Render failed or produced unusable HTML. The page keeps its
	// previous version.
	RenderFailed(err error)
	// MarkupError is called once with the first error in markup that was normalized, from which on
	// each render is normalized, and once with the first error that is ErrCharacters. markup is what
	// was rendered, and valid only during the call.
	MarkupError(err error, markup []byte)
	// Size returns the approximate number of bytes that the program keeps for the page, besides the
	// HTML that Render has written.
	Size() int
	// Returned is called when the page is shown again that the user has left, or still because a navigation has
	// failed.
	Returned()
	// Unmount is called once, last.
	Unmount()
}

// Applied is the outcome of an event whose handler returned without an error.
const Applied = ""
