package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
	"github.com/lively-go/lively/internal/wire"
)

// unknownVersion is the version of a document after a patch for another version, which cannot be
// applied.
const unknownVersion = -1

// handleMessage handles a message of size bytes.
func (c *Client) handleMessage(msg wire.ServerMessage, size int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.received.Messages++
	c.received.Bytes += size
	switch m := msg.(type) {
	case wire.Joined:
		return c.handleJoined(m)
	case wire.Resumed:
		return c.handleResumed(m)
	case wire.Frame:
		return c.handleFrame(m, size)
	case wire.DrainMessage:
		c.session, c.draining = "", true // other servers do not know the session
	}
	return nil
}

// handleJoined handles the reply to Join. mu must be held, as for the functions below.
func (c *Client) handleJoined(j wire.Joined) error {
	c.session, c.adopted, c.resumeTimeout = j.Session, j.Adopted, j.ResumeTimeout
	if j.Title != nil {
		c.title = *j.Title
	}
	if j.User != "" {
		c.otherUser = c.token != ""
		c.setUser(j.User)
	}
	c.version = j.Version
	if j.HTML == nil {
		return nil
	}
	return c.setDocument([]byte(*j.HTML))
}

// setUser sets the token of the next Join, which only names the user.
func (c *Client) setUser(tag string) {
	if c.token = ""; tag != "" {
		c.token = "." + tag
	}
}

// setDocument replaces the document.
func (c *Client) setDocument(html []byte) error {
	doc, err := diff.Parse(html)
	if err != nil {
		return fmt.Errorf("parse full HTML: %w", err)
	}
	c.document = doc
	return nil
}

// handleResumed handles the reply to Resume.
func (c *Client) handleResumed(r wire.Resumed) error {
	c.session, c.resumeTimeout = r.Session, r.ResumeTimeout
	if r.Acked < c.acknowledged || r.Acked > c.acknowledged+len(c.queue) || r.Ref < r.Acked {
		return fmt.Errorf("client: invalid reply to Resume: ref %d, done %d, but %d of %d events are acknowledged",
			r.Ref, r.Acked, c.acknowledged, c.acknowledged+len(c.queue))
	}
	c.early = append(c.early, c.queue[:r.Acked-c.acknowledged]...)
	c.acknowledge(r.Acked - c.acknowledged)
	return nil
}

// acknowledge removes the next n events from the queue. After a resume the server may acknowledge
// events before they are sent again. They are sent nevertheless, because both ends count them.
func (c *Client) acknowledge(n int) {
	if c.sent < n {
		c.resend = append(c.resend, c.queue[c.sent:n]...)
	}
	c.queue, c.sent, c.everSent = c.queue[n:], max(0, c.sent-n), max(0, c.everSent-n)
	c.acknowledged += n
}

// handleFrame handles a frame of size bytes.
func (c *Client) handleFrame(f wire.Frame, size int) error {
	if f.Acks > len(c.queue) {
		return fmt.Errorf("client: a frame acknowledges %d events, %d are pending", f.Acks, len(c.queue))
	}
	c.early = append(c.early, c.queue[:f.Acks]...)
	c.acknowledge(f.Acks)
	if f.Updates == nil && f.Effects == nil {
		return nil
	}
	c.early = c.early[:0]
	c.frame++
	c.unackedFrames++
	c.unackedBytes += size
	c.received.Frames++
	for _, u := range f.Updates {
		if err := c.applyUpdate(u); err != nil {
			return fmt.Errorf("client: frame %d: %w", c.frame, err)
		}
	}
	for _, e := range f.Effects {
		c.applyEffect(e)
	}
	return nil
}

// applyUpdate applies an update to the document.
func (c *Client) applyUpdate(u wire.Update) error {
	base := u.Base
	if base == 0 {
		base = u.Version - 1
	}
	switch {
	case u.HTML != nil:
		return c.applyFull(u)
	case base != c.version:
		c.version = unknownVersion
		return nil
	}
	doc, err := c.document.Apply(u.Patch)
	if err != nil {
		return fmt.Errorf("apply patch to version %d: %w", c.version, err)
	}
	c.document, c.version = doc, u.Version
	return nil
}

// A MismatchError is returned if the document that patches produced differs from the full HTML of
// the same version.
type MismatchError struct {
	Patched, Rendered *diff.Snapshot
	Err               error // names the first difference
}

func (e *MismatchError) Error() string {
	return "client: document differs from a fresh render: " + e.Err.Error()
}

func (e *MismatchError) Unwrap() error { return e.Err }

// applyFull replaces the document with the full HTML of an update. If the version is unchanged, it
// returns a *MismatchError if the two differ.
func (c *Client) applyFull(u wire.Update) error {
	patched, known := c.document, c.version == u.Version
	c.htmlRequested, c.version = false, u.Version
	c.fullRenders++
	if err := c.setDocument(u.HTML); err != nil || !known {
		return err
	}
	if err := diff.CheckEqual(patched, c.document); err != nil {
		return &MismatchError{patched, c.document, err}
	}
	if a, b := patched.AppendCanonical(nil), c.document.AppendCanonical(nil); !bytes.Equal(a, b) {
		return &MismatchError{patched, c.document, errors.New("the canonical forms differ")}
	}
	return nil
}

// applyEffect records an effect or outcome.
func (c *Client) applyEffect(e wire.Effect) {
	name, args := e.Name()
	arg := func(i int, v any) bool { return i < len(args) && json.Unmarshal(args[i], v) == nil }
	switch name {
	case "out":
		var ref int
		var o Outcome
		if arg(0, &ref) && arg(1, &o.Kind) && arg(2, &o.Reason) {
			c.outcomes[ref] = o
		}
		return
	case "title":
		arg(0, &c.title)
		c.title = htmlscan.CollapseSpace(c.title)
	case "patch":
		arg(0, &c.url)
	}
	c.effects = append(c.effects, e)
}
