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
// # Concurrency
//
// A Client starts no goroutine and blocks only on its connection and in Recheck. Join, Resume and Read
// must be called by one goroutine at a time; the other methods may be called by any.
package client

import (
	"crypto/rand"
	"sync"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// A Client is one document in a browser. Its exported fields must be set before Join.
type Client struct {
	// Info is sent to the server with Join.
	Info wire.Client

	// LazyAcks acknowledges frames only with events and by Ack. Otherwise they are also
	// acknowledged when half the window is used.
	LazyAcks bool

	// Recheck is called by Read for a recheck, and sends the GET that it asks for; see SendRecheck. It
	// reports false if there is no reply. Zero means that rechecks are not answered.
	Recheck func(nonce string) (wire.RecheckReply, bool)

	instance string

	writeMu chanMutex // held while messages are chosen and written, so that they are written in order

	mu            sync.Mutex // guards the fields below
	conn          Conn
	session       string // the secret for Resume
	draining      bool   // the server is shutting down: new events wait for Join
	adopted       bool
	token         string // for the next Join: the page's own or, later, only the tag of its user
	otherUser     bool   // the last Join mounted a view for another user
	title         string
	url           string
	resumeTimeout int // ms

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

	effects  []wire.Effect
	received Traffic
	written  Traffic
}

// An Outcome is the result of an event that was not applied: one of the outcomes of package wire,
// and the reason.
type Outcome struct{ Kind, Reason string }

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

// New returns the client of a page that was loaded. It returns an error if the page's HTML is
// invalid.
func New(page Page) (*Client, error) {
	doc, err := diff.Parse(page.HTML)
	if err != nil {
		return nil, err
	}
	return &Client{
		instance: rand.Text(), document: doc, title: page.Title, url: page.URL, token: page.Token,
		writeMu: make(chanMutex, 1), outcomes: map[int]Outcome{},
	}, nil
}

// Document returns the content of the root.
func (c *Client) Document() *diff.Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.document
}

// Version returns the document's version.
func (c *Client) Version() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.version
}

// Title returns the document's title.
func (c *Client) Title() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.title
}

// URL returns the path and query in the address bar.
func (c *Client) URL() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.url
}

// Session returns the secret for the next Resume; it is empty before Join.
func (c *Client) Session() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// Drained reports whether the server is shutting down and has acknowledged all events that were sent.
// The client should then join another server.
func (c *Client) Drained() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.draining && c.everSent == 0
}

// Adopted reports whether the last Join adopted the view that had rendered the page.
func (c *Client) Adopted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.adopted
}

// OtherUser reports whether the last Join mounted a view for another user than the one to whom the
// document belonged.
func (c *Client) OtherUser() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.otherUser
}

// Frame returns the number of the last frame handled.
func (c *Client) Frame() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frame
}

// FullRenders returns the number of updates with full HTML, not counting the replies to Join.
func (c *Client) FullRenders() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fullRenders
}

// Acknowledged returns the ref of the last event acknowledged by the server.
func (c *Client) Acknowledged() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.acknowledged
}

// LastRef returns the ref of the last event sent or queued.
func (c *Client) LastRef() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.acknowledged + len(c.queue)
}

// Outcome returns the outcome of the event with this ref. It reports false if the event was applied
// or is not acknowledged.
func (c *Client) Outcome(ref int) (Outcome, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	o, ok := c.outcomes[ref]
	return o, ok
}

// Effects returns the effects received, oldest first, without outcomes.
func (c *Client) Effects() []wire.Effect {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.effects[:len(c.effects):len(c.effects)]
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
