package socket

// pulse runs every PingEvery: silence for that long gets a ping, silence after a ping ends the connection, and so does a message that
// has not been taken since the last pulse.
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
	stalled := c.writing && c.lastWriting == writing
	c.lastWriting = writing
	quiet := !c.received.Swap(false) && c.code == 0
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
