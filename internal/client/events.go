package client

import (
	"cmp"
	"maps"
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// Send queues an event, sends it as soon as the number of pending events allows, and returns its
// ref. It fills in Acks. Without a connection the event is queued
// until Resume.
func (r *Root) Send(e wire.Event) (ref int, err error) {
	r.client.mu.Lock()
	if e.Params {
		r.url = e.URL
	}
	r.queue = append(r.queue, e)
	ref = r.acknowledged + len(r.queue)
	online := r.client.conn != nil
	r.client.mu.Unlock()
	if !online {
		return ref, nil
	}
	return ref, r.client.sendQueued()
}

// Unsent removes and returns the events that were never sent on any connection, oldest first.
func (r *Root) Unsent() []wire.Event {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return r.takeUnsent()
}

func (r *Root) takeUnsent() []wire.Event {
	unsent := r.queue[r.everSent:]
	r.queue = r.queue[:r.everSent:r.everSent]
	return unsent
}

// Unacknowledged returns the events that are not acknowledged, or whose update has not been received,
// oldest first, and how many of them were sent.
func (r *Root) Unacknowledged() (events []wire.Event, sent int) {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	return slices.Concat(r.early, r.queue), len(r.early) + r.everSent
}

// sendQueued sends queued events of all sessions, as far as the number of pending events allows.
func (c *Client) sendQueued() error {
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	for {
		number, e, ok := c.nextEvent()
		if !ok {
			return nil
		}
		if err := c.write(wire.AppendWrapped(nil, number, e.Append(nil))); err != nil {
			return err
		}
		c.mu.Lock()
		c.written.Frames++
		c.mu.Unlock()
	}
}

// nextEvent returns the next event to send, and the number of its session. It reports false if there is
// none.
func (c *Client) nextEvent() (number uint64, e wire.Event, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return 0, e, false
	}
	if len(c.sessions) == 1 && c.sessions[0] == c.Root {
		e, ok = c.Root.nextEvent(wire.MaxPendingEvents)
		return 0, e, ok
	}
	free := wire.MaxPendingEvents
	for _, r := range c.sessions {
		free -= r.sent
	}
	for _, number := range slices.Sorted(maps.Keys(c.sessions)) {
		r, most := c.sessions[number], wire.MaxPendingEvents
		if number != 0 {
			most = wire.MaxSessionEvents
		}
		if e, ok = r.nextEvent(min(most, r.sent+free)); ok {
			return number, e, true
		}
	}
	return 0, e, false
}

// nextEvent returns the next event of the session, if at most the given number of events is pending then.
// mu must be held.
func (r *Root) nextEvent(most int) (e wire.Event, ok bool) {
	switch {
	case !r.opened:
		return e, false
	case len(r.resend) > 0:
		e, r.resend = r.resend[0], r.resend[1:]
	case r.sent < min(len(r.queue), most) && (!r.client.draining || r.sent < r.everSent):
		e = r.queue[r.sent]
		r.sent++
		r.everSent = max(r.everSent, r.sent)
	default:
		return e, false
	}
	e.Acks = r.takeAcks()
	return e, true
}

// takeAcks returns the number of frames to acknowledge. mu must be held.
func (r *Root) takeAcks() int {
	n := r.unackedFrames
	r.unackedFrames, r.unackedBytes = 0, 0
	return n
}

// Ack acknowledges all frames that were handled, in all sessions.
func (c *Client) Ack() error {
	return c.sendControl(func() wire.ClientMessage {
		if ack := c.takeAllAcks(); ack.Acks > 0 || ack.Sessions != nil {
			return ack
		}
		return nil
	})
}

// takeAllAcks returns the acknowledgement of all frames that were handled. mu must be held.
func (c *Client) takeAllAcks() (ack wire.Ack) {
	for number, r := range c.sessions {
		acks := r.takeAcks()
		switch {
		case number == 0:
			ack.Acks = acks
		case acks > 0:
			ack.Sessions = append(ack.Sessions, wire.SessionAcks{Session: number, Acks: acks})
		}
	}
	slices.SortFunc(ack.Sessions, func(a, b wire.SessionAcks) int { return cmp.Compare(a.Session, b.Session) })
	return ack
}

// settleSecret acknowledges no frame of a session that was resumed: its old secret is not needed any more.
func (c *Client) settleSecret(r *Root) error {
	return c.sendControl(func() wire.ClientMessage {
		if r.number == 0 {
			return wire.Ack{}
		}
		return wire.Ack{Sessions: []wire.SessionAcks{{Session: r.number}}}
	})
}

// RequestHTML requests the full HTML of the root.
func (r *Root) RequestHTML() error {
	return r.send(func() wire.ClientMessage {
		r.htmlRequested = true
		return wire.HTML{Acks: r.takeAcks()}
	})
}

// Show reports that the element with this number, of a lazy nested view, is visible. It does so once in each
// session.
func (r *Root) Show(element int) error {
	return r.send(func() wire.ClientMessage {
		if r.shown[element] {
			return nil
		}
		if r.shown == nil {
			r.shown = map[int]bool{}
		}
		r.shown[element] = true
		return wire.Show{Root: element}
	})
}

// Sleep asks the server to send nothing in the sessions of the root, and of those in it, until Wake.
func (r *Root) Sleep() error { return r.send(func() wire.ClientMessage { return wire.Sleep }) }

// Wake ends Sleep.
func (r *Root) Wake() error { return r.send(func() wire.ClientMessage { return wire.Wake }) }

// send sends the message of the root's session that build returns, if any. build is called with mu held.
func (r *Root) send(build func() wire.ClientMessage) error {
	var number uint64
	return r.client.sendMessage(&number, func() wire.ClientMessage {
		msg := build()
		number = r.number
		return msg
	})
}

// sendControl sends the message of the connection that build returns, if any. build is called with mu held.
func (c *Client) sendControl(build func() wire.ClientMessage) error {
	return c.sendMessage(new(uint64), build)
}

func (c *Client) sendMessage(number *uint64, build func() wire.ClientMessage) error {
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	c.mu.Lock()
	msg := build()
	c.mu.Unlock()
	if msg == nil {
		return nil
	}
	return c.write(wire.AppendWrapped(nil, *number, msg.Append(nil)))
}

// ackIfDue requests the full HTML of each root whose version is unknown, and acknowledges frames if half the
// window of a session is used.
func (c *Client) ackIfDue() error {
	var unknown []*Root
	due := false
	c.mu.Lock()
	for _, r := range c.sessions {
		if r.version == unknownVersion && r.inPage && r.opened && !r.htmlRequested {
			unknown = append(unknown, r)
		} else if r.unackedFrames >= wire.WindowFrames/2 || r.unackedBytes >= wire.WindowBytes/2 {
			due = !c.LazyAcks
		}
	}
	c.mu.Unlock()
	for _, r := range unknown {
		if err := r.RequestHTML(); err != nil {
			return err
		}
	}
	if due {
		return c.Ack()
	}
	return nil
}
