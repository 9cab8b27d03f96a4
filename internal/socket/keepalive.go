package socket

// pulse runs every PingEvery: silence for that long gets a ping, silence after a ping ends the connection, and so does a message that
// has not been taken since the last pulse.
func (c *Conn) pulse() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	writing := uint64(0)
	if c.writing {
		writing = c.wrote.Load() + 1
	}
	stuck := c.writing && c.stuck == writing
	c.stuck = writing
	quiet := !c.seen.Swap(false) && c.code == 0
	if stuck || quiet && c.pinged {
		c.lose()
		return
	}
	if c.pinged = quiet; quiet {
		c.queue = append(c.queue, Message{})
		c.write()
	}
	c.ping.Reset(PingEvery)
}
