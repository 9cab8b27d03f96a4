package session

import (
	"bytes"

	"github.com/lively-go/lively/internal/wire"
)

// A Program is what a session runs. The runner calls its methods, one at a time.
type Program interface {
	// Joined runs once, when a browser has joined. False: it did nothing that could change the picture.
	Joined() bool
	// Event handles an event and says how it ended: Applied or one of wire's outcomes, with a reason that the browser may see.
	Event(ref int, e wire.Event) (outcome, reason string)
	// Reload fetches again what was derived from messages that were lost. False: the page must be mounted anew.
	Reload() bool
	// Render appends the page's HTML.
	Render(*bytes.Buffer) error
	// Failed hears that Render failed, or that nothing could be made of its HTML. The old picture stays.
	RenderFailed(err error)
	// Flawed hears, once, what a browser would make something else of. From then on the HTML is normalized, which costs time.
	MarkupError(err error)
	// Unmount is the last call.
	Unmount()
}

// Applied is the outcome of an event that ended well.
const Applied = ""
