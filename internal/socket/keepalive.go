package socket

import "github.com/lively-go/lively/internal/wire"

// keepalive runs every pingInterval. It sends a ping if nothing was received since the last check,
// and closes the connection if nothing was received after a ping, or if the message that was being
// written or read at the last check still is: a client that does not finish a message makes the server
// keep the part that it has sent.
func (c *Conn) keepalive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	writing := uint64(0)
	if c.writing {
		writing = c.written.Load() + 1
	}
	reading := c.reading.Load()
	stalled := c.writing && c.lastWriting == writing || reading%2 == 1 && c.lastReading == reading
	c.lastWriting, c.lastReading = writing, reading
	quiet := !c.received.Swap(false) && c.reason == wire.Lost
	if stalled || quiet && c.pinged {
		c.abort()
		return
	}
	if c.pinged = quiet; quiet {
		c.queue = append(c.queue, Message{})
		c.startWriter()
	}
	c.keepaliveTimer.Reset(pingInterval)
}
