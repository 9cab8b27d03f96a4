package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// lostVersion is that of a document to which a patch did not belong.
const lostVersion = -1

// handle takes one message of so many bytes.
func (c *Client) handle(down wire.Down, size int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.received.Messages++
	c.received.Bytes += size
	switch m := down.(type) {
	case wire.Joined:
		return c.joined(m)
	case wire.Resumed:
		return c.resumed(m)
	case wire.Frame:
		return c.framed(m, size)
	}
	return nil
}

func (c *Client) joined(j wire.Joined) error {
	c.session, c.epoch, c.adopted, c.resume = j.Session, j.Epoch, j.Adopted, j.Resume
	if !j.Adopted {
		c.title = j.Title
	}
	c.version = j.Version
	if j.HTML == nil {
		return nil
	}
	return c.replace([]byte(*j.HTML))
}

func (c *Client) replace(html []byte) error {
	doc, err := diff.Parse(html)
	if err != nil {
		return fmt.Errorf("parse full HTML: %w", err)
	}
	c.doc = doc
	return nil
}

func (c *Client) resumed(r wire.Resumed) error {
	c.session, c.resume = r.Session, r.Resume
	if r.Done < c.answered || r.Done > c.answered+len(c.queue) || r.Ref < r.Done {
		return fmt.Errorf("client: resumed with ref %d, done %d: %d of %d events are answered here",
			r.Ref, r.Done, c.answered, c.answered+len(c.queue))
	}
	c.answer(r.Done - c.answered)
	return nil
}

// answer takes the next n events from the queue. After a resume the server may answer events before they are sent again; they
// are sent all the same, because both ends count them.
func (c *Client) answer(n int) {
	if c.sent < n {
		c.again = append(c.again, c.queue[c.sent:n]...)
	}
	c.queue, c.sent, c.ever = c.queue[n:], max(0, c.sent-n), max(0, c.ever-n)
	c.answered += n
}

func (c *Client) framed(f wire.Frame, size int) error {
	if f.Refs > len(c.queue) {
		return fmt.Errorf("client: a frame answers %d events, %d are waiting", f.Refs, len(c.queue))
	}
	c.answer(f.Refs)
	if f.Updates == nil && f.Effects == nil {
		return nil
	}
	c.frame++
	c.acks++
	c.ackBytes += size
	c.received.Frames++
	for _, p := range f.Updates {
		if err := c.picture(p); err != nil {
			return fmt.Errorf("client: frame %d: %w", c.frame, err)
		}
	}
	for _, e := range f.Effects {
		c.effect(e)
	}
	return nil
}

func (c *Client) picture(p wire.Update) error {
	base := p.Base
	if base == 0 {
		base = p.Version - 1
	}
	switch {
	case p.Root != 0:
		return fmt.Errorf("root %d is not on this page", p.Root)
	case p.HTML != nil:
		return c.full(p)
	case base != c.version:
		c.version = lostVersion
		return nil
	}
	doc, err := c.doc.Apply(p.Patch)
	if err != nil {
		return fmt.Errorf("apply patch to version %d: %w", c.version, err)
	}
	c.doc, c.version = doc, p.Version
	return nil
}

// Drift is the error when the document, as patches made it, is not what the server has rendered for the same version.
type MismatchError struct {
	Patched, Fresh *diff.Snapshot
	Err            error // the first node that differs
}

func (d *MismatchError) Error() string {
	return "client: document differs from a fresh render: " + d.Err.Error()
}

func (d *MismatchError) Unwrap() error { return d.Err }

// full takes a root's full HTML.
func (c *Client) full(p wire.Update) error {
	patched, known := c.doc, c.version == p.Version
	c.asked, c.version = false, p.Version
	c.fulls++
	if err := c.replace(p.HTML); err != nil || !known {
		return err
	}
	if err := diff.Equal(patched, c.doc); err != nil {
		return &MismatchError{patched, c.doc, err}
	}
	if a, b := patched.AppendCanonical(nil), c.doc.AppendCanonical(nil); !bytes.Equal(a, b) {
		return &MismatchError{patched, c.doc, errors.New("the canonical forms differ")}
	}
	return nil
}

func (c *Client) effect(e wire.Effect) {
	name, args := e.Name()
	arg := func(i int, v any) bool { return i < len(args) && json.Unmarshal(args[i], v) == nil }
	switch name {
	case "out":
		var ref int
		var o Outcome
		if arg(0, &ref) && arg(1, &o.Kind) && arg(2, &o.Why) {
			c.outcomes[ref] = o
		}
		return
	case "title":
		arg(0, &c.title)
	case "patch":
		arg(0, &c.url)
	}
	c.effects = append(c.effects, e)
}
