// Package socket owns gorilla/websocket: one connection, a writer that runs only while there is something to write, and the
// ping that notices a browser that went away without a word. Nothing else in Lively's server imports gorilla.
package socket

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/wire"
)

// Times and sizes of every connection.
const (
	pingInterval  = 30 * time.Second // of silence
	closeTimeout  = 5 * time.Second  // for the browser's answer to a close
	bufferSize    = 1 << 10          // gorilla's read buffer, and its pooled write buffers
	maxQueueBytes = 1 << 20          // bytes beyond the session's window: more means a writer that is stuck
)

// inbound is what reading a message needs.
type readBuffer struct {
	buf     bytes.Buffer
	limited io.LimitedReader
}

func (in *readBuffer) release() {
	in.buf.Reset()
	in.limited.R = nil // the pool holds no connection
	readBuffers.Put(in)
}

var readBuffers = sync.Pool{New: func() any { return new(readBuffer) }}

var writeBuffers sync.Pool

// Options are how to open a connection.
type Options struct {
	AllowOrigin func(*http.Request) bool
	Compress    bool // offer permessage-deflate; see Message.Plain
}

// opened counts connections.
var lastSeq atomic.Uint64

// A Conn is one websocket. Read is called by one goroutine; the other methods by any.
type Conn struct {
	ws             *websocket.Conn
	seq            uint64
	received       atomic.Bool // something was read since the last ping
	keepaliveTimer *time.Timer

	written atomic.Uint64 // messages

	mu          sync.Mutex
	queue       []Message
	queueBuf    [1]Message // the queue's memory while nobody writes
	queuedBytes int        // bytes
	writing     bool
	lastWriting uint64 // what wrote was at the last pulse plus one, 0: nothing was being written
	pinged      bool   // the last pulse sent a ping
	closed      bool
	code        wire.CloseCode // to close with when the queue is written; 0: not yet
	reason      string
}

// A Message is one text message.
type Message struct {
	Data       []byte
	NoCompress bool // never compressed: it holds a secret beside what others may choose (BREACH)
}

// IsUpgrade says whether r asks for this protocol.
func IsUpgrade(r *http.Request) bool {
	if !websocket.IsWebSocketUpgrade(r) {
		return false
	}
	for _, p := range websocket.Subprotocols(r) {
		if p == wire.Protocol {
			return true
		}
	}
	return false
}

// Upgrade answers r with a websocket. On an error the response has been written.
func Upgrade(w http.ResponseWriter, r *http.Request, opt Options) (*Conn, error) {
	upgrader := websocket.Upgrader{
		ReadBufferSize:    bufferSize,
		WriteBufferSize:   bufferSize,
		WriteBufferPool:   &writeBuffers,
		Subprotocols:      []string{wire.Protocol},
		CheckOrigin:       opt.AllowOrigin,
		EnableCompression: opt.Compress,
	}
	w, err := findHijacker(w)
	if err != nil {
		http.Error(w, "This server cannot open a websocket here.", http.StatusInternalServerError)
		return nil, err
	}
	seq := lastSeq.Add(1) // before the browser hears of it, and may open the next
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil, fmt.Errorf("upgrade: %w", err)
	}
	c := &Conn{ws: ws, seq: seq}
	ws.SetPongHandler(func(string) error { c.received.Store(true); return nil })
	c.mu.Lock() // pulse uses ping
	defer c.mu.Unlock()
	c.keepaliveTimer = time.AfterFunc(pingInterval, c.keepalive)
	return c, nil
}

// Nth is the connection's number in this process: one that was opened later has a larger one.
func (c *Conn) Seq() uint64 { return c.seq }

// Within lets the next reads take until d from now; 0 means for ever.
func (c *Conn) SetReadTimeout(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.code != 0: // closing has set its own
	case d == 0:
		_ = c.ws.SetReadDeadline(time.Time{})
	default:
		_ = c.ws.SetReadDeadline(time.Now().Add(d))
	}
}

// ErrMalformed is Read's error for what is not a message of the protocol. Any other error means that the connection is lost.
var ErrMalformed = errors.New("socket: not a message of the protocol")

// Read waits for a message. After Close it goes on until the browser has answered: whoever reads must read on until the
// connection is lost and then Drop, or the close code may be lost with the unread bytes.
func (c *Conn) Read() (wire.ClientMessage, error) {
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return nil, err
	}
	c.received.Store(true)
	if kind != websocket.TextMessage {
		return nil, ErrMalformed
	}
	in := readBuffers.Get().(*readBuffer)
	defer in.release()
	in.limited = io.LimitedReader{R: r, N: wire.MaxMessage + 1}
	if _, err := in.buf.ReadFrom(&in.limited); err != nil {
		return nil, err
	}
	if in.buf.Len() > wire.MaxMessage {
		return nil, ErrMalformed
	}
	up, err := wire.ParseClientMessage(in.buf.Bytes())
	if err != nil {
		return nil, ErrMalformed
	}
	return up, nil
}

// writer writes until the queue is empty. A message that is not taken from one pulse to the next ends the connection: the browser
// resumes on another. A deadline for each message would set a timer for each.
func (c *Conn) writeQueue() {
	for {
		c.mu.Lock()
		queue, code := c.queue, c.code
		c.queue, c.queuedBytes = nil, 0
		c.writing = !c.closed && len(queue) > 0
		done, closed := !c.writing, c.closed
		if done && !closed {
			c.queueBuf[0] = Message{} // it is written
			c.queue = c.queueBuf[:0]
		}
		c.mu.Unlock()
		if done {
			if code != 0 && !closed {
				msg := websocket.FormatCloseMessage(int(code), c.reason)
				_ = c.ws.WriteControl(websocket.CloseMessage, msg, time.Now().Add(closeTimeout))
				_ = c.ws.SetReadDeadline(time.Now().Add(closeTimeout))
			}
			return
		}
		for _, m := range queue {
			if err := c.writeMessage(m); err != nil {
				c.Abort()
				break
			}
			c.written.Add(1)
		}
	}
}

func (c *Conn) writeMessage(m Message) error {
	if m.Data == nil {
		return c.ws.WriteMessage(websocket.PingMessage, nil)
	}
	c.ws.EnableWriteCompression(!m.NoCompress)
	return c.ws.WriteMessage(websocket.TextMessage, m.Data)
}
