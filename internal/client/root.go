package client

import (
	"fmt"
	"slices"
	"time"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// A Root is an element whose content one session determines: that of the page, of a nested view or of
// a sticky view. When the server opens another nested session for an element, another Root takes the
// place of the one before.
type Root struct {
	client *Client

	key     string    // of a sticky view; "" for others
	tags    [2]string // around a sticky view
	url     string    // of a page, or of the page that rendered a sticky view
	title   string    // of a page
	parent  *Root     // the root around that of a nested view; nil for others
	element int       // number of the root of a nested view in the parent
	in      diff.Context
	inPage  bool // the parent's document has the element

	number    uint64      // of the session on the connection
	opened    bool        // the server has opened the session on this connection
	err       *CloseError // why the session ended; nil if it has not
	isForgone bool        // no other session will take its place
	retries   int         // how often a sticky view was joined again since a session of it lasted
	retryAt   time.Time   // when that is done the next time, or was
	mayRejoin bool        // at retryAt

	nested map[int]*Root // by element; nil if there are none
	shown  map[int]bool  // lazy elements that were reported as visible

	session   string // the secret for Resume
	pending   string // the secret of a resume without a reply; "" if there is none
	token     string // for the next Join: the view's own or, later, only the tag of its user
	sentToken string // of the last Join
	adopted   bool
	otherUser bool // the last Join mounted a view for another user

	unrecovered   []int              // indexes of the forms in the last Join that the new view has not received
	streams       map[uint64]*stream // by the number of their elements; nil before the first effect of one
	streamChanges int                // number of effects of streams applied

	document      *diff.Snapshot
	version       int
	htmlRequested bool // the full HTML has been requested and not been received
	fullRenders   int  // number of updates with full HTML

	frame         int // number of the last frame handled
	unackedFrames int // frames handled and not acknowledged
	unackedBytes  int // total length of those frames

	queue        []wire.Event // events that are not acknowledged
	sent         int          // how many of queue were sent on this connection
	everSent     int          // how many of queue were sent on any connection
	early        []wire.Event // acknowledged, oldest first, by messages without the update that shows them
	resend       []wire.Event // acknowledged before they were sent on this connection
	acknowledged int          // ref of the last event acknowledged; queue starts after it
	outcomes     map[int]Outcome
}

// An Outcome is the result of an event that was not applied: one of the outcomes of package wire,
// and the reason.
type Outcome struct{ Kind, Reason string }

func (c *Client) newRoot() *Root {
	return &Root{client: c, inPage: true, outcomes: map[int]Outcome{}}
}

// parse replaces the document.
func (r *Root) parse(html []byte) error {
	doc, err := diff.ParseIn(r.in, html)
	if err != nil {
		return fmt.Errorf("parse the HTML of %s: %w", r.describe(), err)
	}
	r.document = doc
	return nil
}

// describe returns a name of the root for error texts.
func (r *Root) describe() string {
	switch {
	case r.parent != nil:
		return fmt.Sprintf("element %d in %s", r.element, r.parent.describe())
	case r.key != "":
		return fmt.Sprintf("sticky view %q", r.key)
	}
	return "the page"
}

// appendAll appends r and the roots below it. mu must be held.
func (r *Root) appendAll(all []*Root) []*Root {
	all = append(all, r)
	for _, element := range r.elements() {
		all = r.nested[element].appendAll(all)
	}
	return all
}

// elements returns the numbers of the elements in nested, in order. mu must be held.
func (r *Root) elements() []int {
	all := make([]int, 0, len(r.nested))
	for element := range r.nested {
		all = append(all, element)
	}
	slices.Sort(all)
	return all
}

// StickyKey returns the key of a sticky view, or of the one in which a nested view is. It is "" for the page
// and nested views in it.
func (r *Root) StickyKey() string {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.top().key
}

// top returns the root of the page or sticky view in which r is. mu must be held.
func (r *Root) top() *Root {
	for r.parent != nil {
		r = r.parent
	}
	return r
}

// Tags returns the start tag and the end tag of the element of a sticky view.
func (r *Root) Tags() (start, end string) { return r.tags[0], r.tags[1] }

// Path returns the numbers of the elements that lead to a nested view from the root of the page or of a
// sticky view.
func (r *Root) Path() (path []int) {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	for ; r.parent != nil; r = r.parent {
		path = append(path, r.element)
	}
	slices.Reverse(path)
	return path
}

// Number returns the number of the session on the connection; 0 is the page. It may be of an earlier
// connection if the session is not open.
func (r *Root) Number() uint64 {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.number
}

// URL returns the path and query of the page of the root: for that in view, those in the address bar.
func (r *Root) URL() string {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.url
}

// Nested returns the root of the nested view in the element with this number, or nil.
func (r *Root) Nested(element int) *Root {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.nested[element]
}

// IsOpen reports whether the root has a session on the connection.
func (r *Root) IsOpen() bool {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.isOpen()
}

func (r *Root) isOpen() bool { return r.opened && r.client.sessions[r.number] == r }

// IsWaiting reports whether the reply to the join or resume of a sticky view has not been received.
func (r *Root) IsWaiting() bool {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return !r.opened && r.client.sessions[r.number] == r
}

// Err returns why the session of a nested or sticky view has ended, or nil.
func (r *Root) Err() *CloseError {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.err
}

// Document returns the content of the root. That of nested views, and the rows of streams, are not part of it.
func (r *Root) Document() *diff.Snapshot {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.document
}

// StreamChanges returns the number of effects of streams that were applied: HTML changes with each.
func (r *Root) StreamChanges() int {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.streamChanges
}

// Version returns the document's version.
func (r *Root) Version() int {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.version
}

// Session returns the secret for the next Resume; it is empty before Join, and for nested views.
func (r *Root) Session() string {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.session
}

// Adopted reports whether the last Join adopted the view that had rendered the page.
func (r *Root) Adopted() bool {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.adopted
}

// OtherUser reports whether the last Join mounted a view for another user than the one to whom the
// document belonged.
func (r *Root) OtherUser() bool {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.otherUser
}

// IsNested reports whether the root is that of a nested view.
func (r *Root) IsNested() bool {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.parent != nil
}

// Unrecovered returns the indexes of the forms that were reported in the last join of the page, or of the sticky view
// with a key, and that the new view has not received.
func (c *Client) Unrecovered(key string) []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range append([]*Root{c.Root}, c.sticky...) {
		if r.key == key {
			return r.unrecovered
		}
	}
	return nil
}

// Frame returns the number of the last frame handled.
func (r *Root) Frame() int {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.frame
}

// FullRenders returns the number of updates with full HTML, not counting the replies to Join.
func (r *Root) FullRenders() int {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.fullRenders
}

// Acknowledged returns the ref of the last event acknowledged by the server.
func (r *Root) Acknowledged() int {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.acknowledged
}

// LastRef returns the ref of the last event sent or queued.
func (r *Root) LastRef() int {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.acknowledged + len(r.queue)
}

// Outcome returns the outcome of the event with this ref. It reports false if the event was applied
// or is not acknowledged.
func (r *Root) Outcome(ref int) (Outcome, bool) {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	o, ok := r.outcomes[ref]
	return o, ok
}
