package client

import (
	"errors"
	"fmt"
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// Join starts a session of the page on conn, at first with the page's token. After the server has
// accepted or refused the token, it starts one without. It returns when the server has replied. The error
// may be a *CloseError. Events of an earlier session are dropped: they may have been applied. The sessions
// of sticky views are resumed, or joined if they have none, and those of pages that sleep are resumed; Read receives
// the replies. Those of their events
// that were never sent are sent in the next session.
func (c *Client) Join(conn Conn) error { return c.JoinWith(conn, nil) }

// JoinForms is what is reported to new views: of the page for the key "", and of sticky views for theirs.
type JoinForms map[string][]wire.JoinForm

// JoinWith is like Join. The new views that are mounted receive forms.
func (c *Client) JoinWith(conn Conn, forms JoinForms) error {
	c.mu.Lock()
	c.connected(conn)
	c.draining = false
	c.forms = forms
	j := c.Root.join(0)
	c.mu.Unlock()
	err := c.handshake(j, func(msg wire.ServerMessage) bool { _, ok := msg.(wire.Joined); return ok })
	if closed, ok := errors.AsType[*CloseError](err); ok && closed.Code == wire.Reconnect {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.token = j.Token // the server has not used it
	}
	return err
}

// Resume continues the sessions on conn and resends unacknowledged events. It returns when the server has
// replied for that of the page. The error may be a *CloseError.
func (c *Client) Resume(conn Conn) error {
	c.mu.Lock()
	c.connected(conn)
	m := c.Root.resume(0)
	c.mu.Unlock()
	err := c.handshake(m, func(msg wire.ServerMessage) bool { _, ok := msg.(wire.Resumed); return ok })
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.Root.restoreSecret()
	}
	return err
}

// connected begins another connection. mu must be held, as for the functions below.
func (c *Client) connected(conn Conn) {
	c.conn, c.lastNumber = conn, 0
	clear(c.sessions)
	clear(c.endedSessions)
	for _, r := range slices.Concat(c.sticky, c.asleep) {
		r.restoreSecret()
	}
}

// restoreSecret makes the secret of a resume valid again whose reply was lost.
func (r *Root) restoreSecret() {
	if r.session == "" {
		r.session, r.pending = r.pending, ""
	}
}

// join returns the message that starts a session with this number for r.
func (r *Root) join(number uint64) wire.Join {
	c := r.client
	j := wire.Join{
		Build: "client", Instance: c.instance, URL: r.url, Token: r.token, Sticky: r.key,
		Forms:    c.forms[r.key],
		Checksum: r.document.Checksum(), Sums: r.sums(), Capabilities: []string{wire.CopyOp}, Client: c.Info,
	}
	j.More = number == 0 && len(c.asleep) > 0
	r.unrecovered = nil
	delete(c.forms, r.key)
	r.sentToken, r.mayRejoin = r.token, false
	r.forgetToken()
	r.session, r.pending, r.otherUser = "", "", false
	unsent := r.takeUnsent()
	r.begin(number)
	r.keepUnsent(unsent)
	for _, nested := range r.nested {
		nested.unlink()
	}
	for _, nested := range r.appendAll(nil)[1:] {
		nested.keepUnsent(nested.takeUnsent())
	}
	return j
}

// keepUnsent drops the events that were sent before a join, and keeps the others for the next session. Those of
// the page are dropped, too.
func (r *Root) keepUnsent(unsent []wire.Event) {
	if r.queue = unsent; r.top().key == "" {
		r.queue = nil
	}
	r.sent, r.everSent = 0, 0
}

// begin starts the counts of a session.
func (r *Root) begin(number uint64) {
	r.number, r.opened, r.err = number, false, nil
	r.client.sessions[number] = r
	r.frame, r.unackedFrames, r.unackedBytes = 0, 0, 0
	for _, st := range r.streams {
		st.number = 0
	}
	r.early, r.resend, r.sent, r.everSent, r.acknowledged, r.outcomes = nil, nil, 0, 0, 0, map[int]Outcome{}
	r.htmlRequested, r.shown = false, nil
}

// resume returns the message that continues the session of r with this number.
func (r *Root) resume(number uint64) wire.Resume {
	c := r.client
	m := wire.Resume{
		Build: "client", Instance: c.instance, URL: r.url, Session: r.session,
		Frame: r.frame, Version: r.version, Ref: r.acknowledged + 1,
	}
	for _, nested := range r.appendAll(nil)[1:] {
		if nested.err == nil && nested.opened {
			if m.Roots == nil {
				m.Roots = map[uint64]wire.ResumeRoot{}
			}
			m.Roots[nested.number] = wire.ResumeRoot{Frame: nested.frame, Version: max(nested.version, 0), Ref: nested.acknowledged + 1}
			nested.detached()
		}
	}
	r.number, r.opened, r.session, r.pending = number, false, "", r.session
	c.sessions[number] = r
	r.detached()
	return m
}

// detached forgets what belongs to a connection that was lost.
func (r *Root) detached() {
	r.unackedFrames, r.unackedBytes, r.htmlRequested, r.shown = 0, 0, false, nil
	r.resend, r.sent = nil, 0
}

// handshake sends a request and reads the reply.
func (c *Client) handshake(request wire.ClientMessage, isReply func(wire.ServerMessage) bool) error {
	if err := c.Write(request); err != nil {
		return err
	}
	reply, err := c.Read()
	if err == nil && !isReply(reply) {
		err = fmt.Errorf("client: unexpected %T in reply to %T", reply, request)
	}
	return err
}
