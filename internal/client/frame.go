package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
	"github.com/lively-go/lively/internal/wire"
)

// unknownVersion is the version of a document after a patch for another version, which cannot be
// applied.
const unknownVersion = -1

// handleMessage handles a message of size bytes of the session with this number. It returns the root of the
// session, or nil if the client has no such session any more: it ignores the message then. If there was none,
// the server violates the protocol.
func (c *Client) handleMessage(number uint64, msg wire.ServerMessage, size int) (*Root, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.received.Messages++
	c.received.Bytes += size
	if drain, ok := msg.(wire.DrainMessage); ok {
		c.drain(drain)
		return c.Root, nil
	}
	r := c.sessions[number]
	if !ofSession(msg) {
		return r, nil
	}
	switch {
	case r == nil && c.endedSessions[number]:
		c.dropped++
		return nil, nil
	case r == nil:
		return nil, fmt.Errorf("client: message of session %d, which was never open on this connection", number)
	}
	switch m := msg.(type) {
	case wire.Joined:
		return r, r.handleJoined(m)
	case wire.Resumed:
		return r, r.handleResumed(m)
	case wire.Frame:
		return r, r.handleFrame(m, size)
	case wire.EndMessage:
		return r, r.handleEnd(m)
	}
	return r, nil
}

// ofSession reports whether a message belongs to a session, and not to the connection.
func ofSession(msg wire.ServerMessage) bool {
	switch msg.(type) {
	case wire.Joined, wire.Resumed, wire.Frame, wire.EndMessage:
		return true
	}
	return false
}

// drain handles the announcement of a shutdown. mu must be held, as for the functions below.
func (c *Client) drain(wire.DrainMessage) {
	c.draining = true
	c.Root.session = "" // other servers do not know the sessions
	c.asleep = nil
	for _, r := range c.sticky {
		r.session, r.pending = "", ""
		r.forgetToken()
	}
}

// handleJoined handles the reply to Join.
func (r *Root) handleJoined(j wire.Joined) error {
	if r.opened || r.parent != nil {
		return fmt.Errorf("client: unexpected reply to Join for %s", r.describe())
	}
	r.opened, r.session, r.adopted, r.client.resumeTimeout = true, j.Session, j.Adopted, j.ResumeTimeout
	if j.Title != nil {
		r.title = *j.Title
	}
	if j.User != "" {
		r.otherUser = r.token != ""
		r.setUser(j.User)
	}
	r.version, r.unrecovered = j.Version, j.Unrecovered
	if r.otherUser {
		r.nested, r.streams = nil, nil
	}
	if j.HTML != nil {
		if err := r.setDocument([]byte(*j.HTML), !r.otherUser); err != nil {
			return err
		}
	}
	for element := range r.nested {
		if _, ok := j.Roots[element]; !ok {
			delete(r.nested, element)
		}
	}
	for element, nested := range j.Roots {
		if err := r.open(element, nested); err != nil {
			return err
		}
	}
	return nil
}

// forgetToken discards the token, but not the tag of the user.
func (r *Root) forgetToken() {
	_, user, _ := strings.Cut(r.token, ".")
	r.setUser(user)
}

// setUser sets the token of the next Join, which only names the user.
func (r *Root) setUser(tag string) {
	if r.token = ""; tag != "" {
		r.token = "." + tag
	}
}

// setDocument replaces the document with full HTML. If keep is set, elements that both documents have, and
// whose content belongs to scripts, keep what they show.
func (r *Root) setDocument(html []byte, keep bool) error {
	old := r.document
	if err := r.parse(html); err != nil {
		return err
	}
	if !keep || !hasLeaves(r.document) {
		return nil
	}
	_, patch, err := diff.Compare(old, html)
	if err == nil {
		r.document, err = old.Apply(patch)
	}
	return err
}

// handleResumed handles the reply to Resume.
func (r *Root) handleResumed(m wire.Resumed) error {
	if r.opened || r.parent != nil {
		return fmt.Errorf("client: unexpected reply to Resume for %s", r.describe())
	}
	r.opened, r.session, r.pending, r.client.resumeTimeout = true, m.Session, "", m.ResumeTimeout
	if err := r.resumeEvents(wire.ResumedRoot{Ref: m.Ref, Acked: m.Acked}); err != nil {
		return err
	}
	for _, nested := range r.appendAll(nil)[1:] {
		if !nested.opened {
			continue
		}
		resumed, ok := m.Roots[nested.number]
		if !ok {
			nested.end(&CloseError{wire.Remount, wire.Gone})
			r.client.recordEnd(nested)
			continue
		}
		r.client.sessions[nested.number] = nested
		if err := nested.resumeEvents(resumed); err != nil {
			return err
		}
	}
	return nil
}

// resumeEvents handles what the server has received of the events.
func (r *Root) resumeEvents(m wire.ResumedRoot) error {
	if m.Acked < r.acknowledged || m.Acked > r.acknowledged+len(r.queue) || m.Ref < m.Acked {
		return fmt.Errorf("client: invalid reply to Resume for %s: ref %d, done %d, but %d of %d events are acknowledged",
			r.describe(), m.Ref, m.Acked, r.acknowledged, r.acknowledged+len(r.queue))
	}
	r.early = append(r.early, r.queue[:m.Acked-r.acknowledged]...)
	r.acknowledge(m.Acked - r.acknowledged)
	return nil
}

// acknowledge removes the next n events from the queue. After a resume the server may acknowledge
// events before they are sent again. They are sent nevertheless, because both ends count them.
func (r *Root) acknowledge(n int) {
	if r.sent < n {
		r.resend = append(r.resend, r.queue[r.sent:n]...)
	}
	r.queue, r.sent, r.everSent = r.queue[n:], max(0, r.sent-n), max(0, r.everSent-n)
	r.acknowledged += n
}

// handleFrame handles a frame of size bytes.
func (r *Root) handleFrame(f wire.Frame, size int) error {
	if f.Acks > len(r.queue) {
		return fmt.Errorf("client: a frame acknowledges %d events, %d are pending", f.Acks, len(r.queue))
	}
	r.early = append(r.early, r.queue[:f.Acks]...)
	r.acknowledge(f.Acks)
	if f.Updates == nil && f.Effects == nil {
		return nil
	}
	r.early = r.early[:0]
	r.frame++
	r.unackedFrames++
	r.unackedBytes += size
	r.client.received.Frames++
	for _, u := range f.Updates {
		if err := r.applyUpdate(u); err != nil {
			return fmt.Errorf("client: frame %d of %s: %w", r.frame, r.describe(), err)
		}
	}
	if f.Updates != nil {
		r.endRemoved()
		if err := r.updateStreams(); err != nil {
			return fmt.Errorf("client: frame %d of %s: %w", r.frame, r.describe(), err)
		}
	}
	for _, e := range f.Effects {
		if err := r.applyEffect(e); err != nil {
			return fmt.Errorf("client: frame %d of %s: %w", r.frame, r.describe(), err)
		}
	}
	return nil
}

// applyUpdate applies an update to the document.
func (r *Root) applyUpdate(u wire.Update) error {
	base := u.Base
	if base == 0 {
		base = u.Version - 1
	}
	switch {
	case !r.inPage:
		return nil
	case u.HTML != nil:
		return r.applyFull(u)
	case base != r.version:
		r.version = unknownVersion
		return nil
	}
	doc, err := r.document.Apply(u.Patch)
	if err != nil {
		return fmt.Errorf("apply patch to version %d: %w", r.version, err)
	}
	r.document, r.version = doc, u.Version
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
func (r *Root) applyFull(u wire.Update) error {
	patched, known := r.document, r.version == u.Version
	r.htmlRequested, r.version = false, u.Version
	r.fullRenders++
	if err := r.setDocument(u.HTML, true); err != nil || !known {
		return err
	}
	if err := diff.CheckEqual(patched, r.document); err != nil {
		return &MismatchError{patched, r.document, err}
	}
	if a, b := patched.AppendCanonical(nil), r.document.AppendCanonical(nil); !bytes.Equal(a, b) {
		return &MismatchError{patched, r.document, errors.New("the canonical forms differ")}
	}
	return nil
}

// applyEffect records an effect or outcome, opens a nested session, or changes the rows of a stream.
func (r *Root) applyEffect(e wire.Effect) error {
	c := r.client
	name, args := e.Name()
	arg := func(i int, v any) bool { return i < len(args) && json.Unmarshal(args[i], v) == nil }
	switch name {
	case "out":
		var ref int
		var o Outcome
		if arg(0, &ref) && arg(1, &o.Kind) && arg(2, &o.Reason) {
			r.outcomes[ref] = o
		}
		return nil
	case "open":
		element, nested, err := wire.ParseOpen(args)
		if err != nil {
			return err
		}
		return r.open(element, nested)
	case "stream":
		return r.receiveStream(args)
	case "title":
		arg(0, &r.title)
		r.title = htmlscan.CollapseSpace(r.title)
	case "patch":
		arg(0, &r.url)
	}
	c.effects, c.effectRoots = append(c.effects, e), append(c.effectRoots, r)
	return nil
}
