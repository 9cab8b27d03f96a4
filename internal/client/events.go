package client

import "github.com/lively-go/lively/internal/wire"

// Send queues an event and sends it as soon as the window has room. It returns the event's ref. Acks are filled in, and Epoch
// unless it is set. Without a connection the event waits for Resume.
func (c *Client) Send(e wire.Event) (ref int, err error) {
	c.mu.Lock()
	if e.Epoch == 0 {
		e.Epoch = c.epoch
	}
	if e.Params {
		c.url = e.URL
	}
	c.queue = append(c.queue, e)
	ref = c.answered + len(c.queue)
	online := c.conn != nil
	c.mu.Unlock()
	if !online {
		return ref, nil
	}
	return ref, c.pump()
}

// Unsent takes back the events that were never sent on any connection, oldest first: no server has seen them.
func (c *Client) Unsent() []wire.Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	unsent := c.queue[c.ever:]
	c.queue = c.queue[:c.ever:c.ever]
	return unsent
}

// pump sends what waits, as far as the window allows.
func (c *Client) pump() error {
	c.writing.Lock()
	defer c.writing.Unlock()
	for {
		e, ok := c.next()
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

func (c *Client) next() (wire.Event, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var e wire.Event
	switch {
	case c.conn == nil:
		return e, false
	case len(c.again) > 0:
		e, c.again = c.again[0], c.again[1:]
	case c.sent < min(len(c.queue), wire.MaxRefs):
		e = c.queue[c.sent]
		c.sent++
		c.ever = max(c.ever, c.sent)
	default:
		return e, false
	}
	e.Acks = c.takeAcks()
	return e, true
}

// takeAcks needs mu.
func (c *Client) takeAcks() int {
	n := c.acks
	c.acks, c.ackBytes = 0, 0
	return n
}

// Ack acknowledges all frames that were handled.
func (c *Client) Ack() error {
	return c.tell(func(acks int) wire.Up {
		if acks == 0 {
			return nil
		}
		return wire.Ack{Acks: acks}
	})
}

// Ask asks for the full HTML.
func (c *Client) RequestHTML() error {
	return c.tell(func(acks int) wire.Up {
		c.asked = true
		return wire.HTML{Acks: acks}
	})
}

// tell sends what message makes of the acks that are due; nil: nothing. message is called with mu held.
func (c *Client) tell(message func(acks int) wire.Up) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	c.mu.Lock()
	up := message(c.takeAcks())
	c.mu.Unlock()
	if up == nil {
		return nil
	}
	return c.write(up.Append(nil))
}

// settle sends what the client owes after a message: an ack, or the question for HTML.
func (c *Client) settle() error {
	c.mu.Lock()
	lost := c.version == lostVersion && !c.asked
	due := !c.Lazy && (c.acks >= wire.FrameCount/2 || c.ackBytes >= wire.FrameBytes/2)
	c.mu.Unlock()
	switch {
	case lost:
		return c.RequestHTML()
	case due:
		return c.Ack()
	}
	return nil
}
