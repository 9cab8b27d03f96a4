package socket

import "github.com/lively-go/lively/internal/wire"

// Send queues a message and returns at once; a goroutine writes what is queued, in order.
func (c *Conn) Send(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.enqueue(m) {
		c.startWriter()
	}
}

// Queue is Send for who will call Flush or Write soon.
func (c *Conn) Enqueue(m Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.enqueue(m)
}

// Write has a goroutine write what is queued.
func (c *Conn) StartWrite() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.code == 0 {
		c.startWriter()
	}
}

// Flush writes what is queued on the caller's goroutine, unless another one is writing. It takes as long as the browser does,
// two PingEvery at most.
func (c *Conn) Flush() {
	c.mu.Lock()
	write := !c.writing && !c.closed && len(c.queue) > 0
	c.writing = c.writing || write
	c.mu.Unlock()
	if write {
		c.writeQueue()
	}
}

// put needs mu.
func (c *Conn) enqueue(m Message) bool {
	if c.closed || c.code != 0 {
		return false
	}
	c.queue = append(c.queue, m)
	c.queuedBytes += len(m.Data)
	if c.queuedBytes > maxQueueBytes && len(c.queue) > wire.WindowFrames {
		c.abort()
		return false
	}
	return true
}

// Close writes what is queued, then the close code.
func (c *Conn) Close(code wire.CloseCode, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || c.code != 0 {
		return
	}
	c.code, c.reason = code, reason
	c.startWriter()
}

// Drop ends the connection without a word.
func (c *Conn) Abort() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.abort()
}

// lose needs mu.
func (c *Conn) abort() {
	c.closed, c.queue = true, nil
	c.keepaliveTimer.Stop()
	_ = c.ws.Close()
}

// write starts the writer if none runs. It needs mu.
func (c *Conn) startWriter() {
	if !c.writing {
		c.writing = true
		go c.writeQueue()
	}
}
