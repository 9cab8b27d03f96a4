// Package client implements the browser side of docs/reference/protocol.md. A Client joins and
// resumes, applies patches to its document, counts frames, refs and versions, acknowledges frames,
// and resends unacknowledged events after a connection is lost. Tests, livetest and load generators
// are built on it.
//
//	page, err := client.ParsePage("/users?page=2", body) // body of the response to the GET
//	c, err := client.New(page)
//	err = c.Join(conn)                    // a WebSocket at the page's own path
//	ref, err := c.Send(wire.Event{URL: "counter.Add?by=1"})
//	for err == nil && c.Acknowledged() < ref {
//		_, err = c.Read()
//	}
//
// # Several sessions
//
// A document has a Root for each session: that of the page in view, which the Client embeds, those of nested
// views, those of sticky views, and those of pages that sleep. Read handles the messages of all. ShowPage takes the
// place of the page in view with another page, and Return with one that sleeps.
//
// # Concurrency
//
// A Client starts no goroutine and blocks only on its connection and in Recheck. Join, Resume and Read
// must be called by one goroutine at a time; the other methods may be called by any.
package client

import (
	"crypto/rand"
	"sync"

	"github.com/lively-go/lively/internal/wire"
)

// A Client is one document in a browser, and its connection. Its exported fields must be set before
// Join.
type Client struct {
	*Root // of the page in view

	// Info is sent to the server with Join.
	Info wire.Client

	// LazyAcks acknowledges frames only with events and by Ack. Otherwise they are also
	// acknowledged when half the window is used.
	LazyAcks bool

	// Recheck is called by Read for a recheck, and sends the GET that it asks for, to the URL of a page; see
	// SendRecheck. It reports false if there is no reply. Zero means that rechecks are not answered.
	Recheck func(url, nonce string) (wire.RecheckReply, bool)

	// ForgetStreams drops the rows of streams, for tests of the memory of a server.
	ForgetStreams bool

	instance string

	writeMu chanMutex // held while messages are chosen and written, so that they are written in order

	mu            sync.Mutex // guards the fields below, and those of the roots
	conn          Conn
	sessions      map[uint64]*Root // of the connection, by number
	endedSessions map[uint64]bool  // of the connection, by number
	lastNumber    uint64           // the last odd number used on the connection; 0 if none is
	sticky        []*Root          // in document order
	asleep        []*Root          // pages that are not shown; the last is the one that was shown last
	forms         JoinForms        // for the joins that follow
	draining      bool             // the server is shutting down: new events wait for Join
	resumeTimeout int              // ms

	ends        []End
	effects     []wire.Effect
	effectRoots []*Root // of effects
	dropped     int
	received    Traffic
	written     Traffic
}

// Traffic counts what was sent in one direction since New.
type Traffic struct {
	Messages int
	Frames   int // numbered frames from the server, or events from the client
	Bytes    int // of payload, of all messages
}

// A chanMutex is a mutex based on a channel. In a synctest bubble, goroutines that wait for it are
// durably blocked, so time can advance for a holder that sleeps.
type chanMutex chan struct{}

func (m chanMutex) Lock()   { m <- struct{}{} }
func (m chanMutex) Unlock() { <-m }

// New returns the client of a page that was loaded. It returns an error if the page's HTML, or that of a
// sticky view, is invalid.
func New(page Page) (*Client, error) {
	c := &Client{
		instance: rand.Text(),
		writeMu:  make(chanMutex, 1), sessions: map[uint64]*Root{}, endedSessions: map[uint64]bool{},
	}
	root, err := c.newPage(page)
	if err != nil {
		return nil, err
	}
	c.Root = root
	for _, view := range page.Sticky {
		r, err := c.newSticky(page.URL, view)
		if err != nil {
			return nil, err
		}
		c.sticky = append(c.sticky, r)
	}
	return c, nil
}

// Sticky returns the roots of the sticky views of the layout, in document order.
func (c *Client) Sticky() []*Root {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sticky[:len(c.sticky):len(c.sticky)]
}

// Roots returns the root of the page, those of sticky views, and those of the nested views of each,
// after the one around them.
func (c *Client) Roots() []*Root {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.roots()
}

func (c *Client) roots() []*Root {
	all := c.Root.appendAll(nil)
	for _, r := range c.sticky {
		all = r.appendAll(all)
	}
	return all
}

// Title returns the title of the page in view.
func (c *Client) Title() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Root.title
}

// Drained reports whether the server is shutting down and has acknowledged all events that were sent.
// The client should then join another server.
func (c *Client) Drained() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.draining {
		return false
	}
	for _, r := range c.roots() {
		if r.everSent > 0 {
			return false
		}
	}
	return true
}

// An End is the end of the session of a nested or sticky view.
type End struct {
	Root         *Root
	Reason       *CloseError
	Acknowledged int // ref of the last event acknowledged
	Unknown      int // number of later events that were sent
}

// Ends returns the ends of sessions of nested and sticky views by the server, oldest first. Those whose
// element was removed are not among them.
func (c *Client) Ends() []End {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ends[:len(c.ends):len(c.ends)]
}

// Effects returns the effects received, oldest first, without outcomes and nested sessions.
func (c *Client) Effects() []wire.Effect {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.effects[:len(c.effects):len(c.effects)]
}

// EffectRoot returns the root whose session has sent the i-th effect.
func (c *Client) EffectRoot(i int) *Root {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.effectRoots[i]
}

// Written returns what was sent to the server. Its Frames are events, including those sent again.
func (c *Client) Written() Traffic {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

// Received returns what was received from the server.
func (c *Client) Received() Traffic {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.received
}

// Dropped returns the number of messages that were ignored, because their session had ended.
func (c *Client) Dropped() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dropped
}
