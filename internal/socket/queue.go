package socket

import "github.com/lively-go/lively/internal/wire"

// Send queues a message and starts the writer. It does not block. Messages are written in order.
func (c *Conn) Send(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.enqueue(m) {
		c.startWriter()
	}
}

// Enqueue queues a message that a later StartWrite, Flush or Send writes.
func (c *Conn) Enqueue(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.enqueue(m)
}

// StartWrite starts a goroutine that writes the queue, unless one is running.
func (c *Conn) StartWrite() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.reason == wire.Lost {
		c.startWriter()
	}
}

// Flush writes the queue on the caller's goroutine, unless another one is writing it. It may block
// for as long as the client does not read, up to two pingIntervals.
func (c *Conn) Flush() {
	c.mu.Lock()
	write := !c.writing && !c.closed && len(c.queue) > 0
	c.writing = c.writing || write
	c.mu.Unlock()
	if write {
		c.writeQueue()
	}
}

// enqueue adds a message to the queue. It reports false if the connection is closed, or if the
// queue overflows, which closes it. mu must be held.
func (c *Conn) enqueue(m Message) bool {
	if c.closed || c.reason != wire.Lost {
		return false
	}
	c.queue = append(c.queue, m)
	c.queuedBytes += len(m.Data)
	if c.queuedBytes > maxQueueBytes+int(c.sessions)*wire.WindowBytes && len(c.queue) > wire.WindowFrames*int(1+c.sessions) {
		c.abort()
		return false
	}
	return true
}

// SetSessions sets the number of sessions on the connection besides the first one. The queue may hold a
// window of each.
func (c *Conn) SetSessions(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sessions = int32(n)
}

// Close writes the queue, then a close frame with reason, which must not be Lost. It does not block.
// Messages queued later are dropped.
func (c *Conn) Close(reason wire.Reason) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.reason != wire.Lost {
		return
	}
	c.reason = reason
	c.startWriter()
}

// Abort closes the connection without a close frame.
func (c *Conn) Abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.abort()
}

// abort closes the connection without a close frame. mu must be held.
func (c *Conn) abort() {
	c.closed, c.queue = true, nil
	c.keepaliveTimer.Stop()
	_ = c.ws.Close()
}

// startWriter starts the writer if none is running. mu must be held.
func (c *Conn) startWriter() {
	if !c.writing {
		c.writing = true
		go c.writeQueue()
	}
}
