package client

import (
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// Send queues an event, sends it as soon as the number of pending events allows, and returns its
// ref. It fills in Acks. Without a connection the event is queued
// until Resume.
func (c *Client) Send(e wire.Event) (ref int, err error) {
	c.mu.Lock()
	if e.Params {
		c.url = e.URL
	}
	c.queue = append(c.queue, e)
	ref = c.acknowledged + len(c.queue)
	online := c.conn != nil
	c.mu.Unlock()
	if !online {
		return ref, nil
	}
	return ref, c.sendQueued()
}

// Unsent removes and returns the events that were never sent on any connection, oldest first.
func (c *Client) Unsent() []wire.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	unsent := c.queue[c.everSent:]
	c.queue = c.queue[:c.everSent:c.everSent]
	return unsent
}

// Unacknowledged returns the events that are not acknowledged, or whose update has not been received,
// oldest first, and how many of them were sent.
func (c *Client) Unacknowledged() (events []wire.Event, sent int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Concat(c.early, c.queue), len(c.early) + c.everSent
}

// sendQueued sends queued events, as far as the number of pending events allows.
func (c *Client) sendQueued() error {
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	for {
		e, ok := c.nextEvent()
		if !ok {
			return nil
		}
		if err := c.write(e.Append(nil)); err != nil {
			return err
		}
		c.mu.Lock()
		c.written.Frames++
		c.mu.Unlock()
	}
}

// nextEvent returns the next event to send. It reports false if there is none.
func (c *Client) nextEvent() (wire.Event, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var e wire.Event
	switch {
	case c.conn == nil:
		return e, false
	case len(c.resend) > 0:
		e, c.resend = c.resend[0], c.resend[1:]
	case c.sent < min(len(c.queue), wire.MaxPendingEvents) && (!c.draining || c.sent < c.everSent):
		e = c.queue[c.sent]
		c.sent++
		c.everSent = max(c.everSent, c.sent)
	default:
		return e, false
	}
	e.Acks = c.takeAcks()
	return e, true
}

// takeAcks returns the number of frames to acknowledge. mu must be held.
func (c *Client) takeAcks() int {
	n := c.unackedFrames
	c.unackedFrames, c.unackedBytes = 0, 0
	return n
}

// Ack acknowledges all frames that were handled.
func (c *Client) Ack() error {
	return c.sendControl(func(acks int) wire.ClientMessage {
		if acks == 0 {
			return nil
		}
		return wire.Ack{Acks: acks}
	})
}

// RequestHTML requests the full HTML of the page.
func (c *Client) RequestHTML() error {
	return c.sendControl(func(acks int) wire.ClientMessage {
		c.htmlRequested = true
		return wire.HTML{Acks: acks}
	})
}

// sendControl sends the message that build returns for the number of frames to acknowledge, if any.
// build is called with mu held.
func (c *Client) sendControl(build func(acks int) wire.ClientMessage) error {
	c.writeMu.Lock()
	defer c.writeMu.Unlock()
	c.mu.Lock()
	msg := build(c.takeAcks())
	c.mu.Unlock()
	if msg == nil {
		return nil
	}
	return c.write(msg.Append(nil))
}

// ackIfDue requests the full HTML if the version of the document is unknown. Otherwise it
// acknowledges frames if half the window is used.
func (c *Client) ackIfDue() error {
	c.mu.Lock()
	needHTML := c.version == unknownVersion && !c.htmlRequested
	due := !c.LazyAcks && (c.unackedFrames >= wire.WindowFrames/2 || c.unackedBytes >= wire.WindowBytes/2)
	c.mu.Unlock()
	switch {
	case needHTML:
		return c.RequestHTML()
	case due:
		return c.Ack()
	}
	return nil
}
