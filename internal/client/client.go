// Package client is the browser's side of docs/protocol.md in Go: it joins and resumes, keeps the document as the server's
// patches make it, counts frames, refs and versions, acknowledges, and sends unanswered events again after a loss. Tests,
// livetest and load generators are built on it.
//
//	page, err := client.ParsePage("/users?page=2", body) // what the GET answered
//	c, err := client.New(page)
//	err = c.Join(conn)                    // a websocket at the page's own path
//	ref, err := c.Send(wire.Event{URL: "counter.Add?by=1"})
//	for err == nil && c.Answered() < ref {
//		_, err = c.Read()
//	}
//
// # Concurrency
//
// A Client starts no goroutine and waits for nothing but its connection. One goroutine at a time may call Join, Resume and
// Read; the other methods may be called by any.
package client

import (
	"crypto/rand"
	"sync"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// A Client is one document in a browser. Its exported fields are set before Join.
type Client struct {
	// Info is what the server is told about the browser.
	Info wire.Client

	// Lazy acknowledges with events only, or by Ack. Zero means also after half the window.
	LazyAcks bool

	page     Page
	instance string

	writeMu chanMutex // held while messages are chosen and written: their order is their number

	mu            sync.Mutex // guards all that follows
	conn          Conn
	session       string // the secret that resumes
	epoch         int
	adopted       bool
	title         string
	url           string
	resumeTimeout int // ms

	document      *diff.Snapshot
	version       int
	htmlRequested bool // for the full HTML, which has not come
	fullRenders   int  // how often it has

	frame         int // the last one handled
	unackedFrames int // frames handled and not told
	unackedBytes  int

	queue        []wire.Event // not answered
	sent         int          // how many of them were sent on this connection
	everSent     int          // how many of them were ever sent
	resend       []wire.Event // answered before they were sent on this connection
	acknowledged int          // ref of the last one answered; the queue starts after it
	outcomes     map[int]Outcome

	effects  []wire.Effect
	received Traffic
	written  Traffic
}

// Outcome is how an event ended, other than applied.
type Outcome struct{ Kind, Reason string }

// Traffic is what went one way, since New.
type Traffic struct {
	Messages int
	Frames   int // messages that count as frames, events on the way up
	Bytes    int // of payload, frames and others
}

// A turn is a lock. In a synctest bubble who waits for it waits as for a channel, so the clock goes on for who holds it and waits for time.
type chanMutex chan struct{}

func (m chanMutex) Lock()   { m <- struct{}{} }
func (m chanMutex) Unlock() { <-m }

// New returns the client of a page that was loaded. The error says that its HTML is refused.
func New(page Page) (*Client, error) {
	doc, err := diff.Parse(page.HTML)
	if err != nil {
		return nil, err
	}
	return &Client{writeMu: make(chanMutex, 1), page: page, instance: rand.Text(), document: doc, title: page.Title, url: page.URL, outcomes: map[int]Outcome{}}, nil
}

// Doc is the document: what the root holds.
func (c *Client) Document() *diff.Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.document
}

// Version is that of the document.
func (c *Client) Version() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version
}

// Title is the document's title.
func (c *Client) Title() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.title
}

// URL is the path and query in the address bar.
func (c *Client) URL() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.url
}

// Session is the secret with which Resume will come; "" before Join.
func (c *Client) Session() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// Epoch is that of the page.
func (c *Client) Epoch() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

// Adopted says whether the last Join took over the view that had rendered the page.
func (c *Client) Adopted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.adopted
}

// Frame is the number of the last frame handled.
func (c *Client) Frame() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frame
}

// Fulls is how often full HTML came after Join.
func (c *Client) FullRenders() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fullRenders
}

// Answered is the ref of the last event answered.
func (c *Client) Acknowledged() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.acknowledged
}

// Last is the ref of the last event sent or queued.
func (c *Client) LastRef() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.acknowledged + len(c.queue)
}

// Outcome is how the event with this ref ended. False: it was applied, or has not been answered.
func (c *Client) Outcome(ref int) (Outcome, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.outcomes[ref]
	return o, ok
}

// Effects are those that have come, oldest first, without outcomes.
func (c *Client) Effects() []wire.Effect {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.effects[:len(c.effects):len(c.effects)]
}

// Written is what the server was sent. Its Frames are events, repeated ones included.
func (c *Client) Written() Traffic {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

// Received is what the server has sent.
func (c *Client) Received() Traffic {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.received
}
