// Package socket wraps gorilla/websocket: a connection, a writer goroutine that exists only while
// there is data to write, and pings that detect dead peers. No other package of the server imports
// gorilla/websocket.
//
// # Concurrency
//
// One goroutine reads a Conn; the other methods may be called by any. Only Read and Flush block.
// The queue is guarded by a mutex that is not held while data is written. Keepalive runs on a
// timer, so an idle connection has no goroutine but its reader.
package socket

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/wire"
)

// Timeouts and sizes of every connection.
const (
	pingInterval  = 30 * time.Second // idle time before a ping
	closeTimeout  = 5 * time.Second  // for writing the close frame, and for the peer's reply to it
	bufferSize    = 1 << 10          // gorilla's pooled write buffers
	readSize      = 1 << 9           // gorilla's read buffer, which each connection has; longer messages are read without it
	maxQueueBytes = 1 << 20          // of queued messages, besides the windows of further sessions; exceeded only if the writer is stalled

	maxPooledBytes = 64 << 10 // of a read buffer that is kept for other messages
)

// A readBuffer is a pooled buffer for reading one message.
type readBuffer struct {
	buf     bytes.Buffer
	limited io.LimitedReader
}

func (rb *readBuffer) release() {
	if rb.buf.Reset(); rb.buf.Cap() > maxPooledBytes {
		rb.buf = bytes.Buffer{}
	}
	rb.limited.R = nil // the pool must not retain the connection
	readBuffers.Put(rb)
}

var readBuffers = sync.Pool{New: func() any { return new(readBuffer) }}

var writeBuffers sync.Pool

// Options are the options of Upgrade.
type Options struct {
	Compress bool     // negotiate permessage-deflate; see Message.NoCompress
	Traffic  *Traffic // counts the messages of the connection; may be nil

	// MaxMessage limits the bytes of a message that is read. Zero means wire.MaxMessage.
	MaxMessage int
}

// Traffic counts the bytes of text messages of all connections, before compression.
type Traffic struct{ Sent, Received atomic.Uint64 }

// lastSeq is the sequence number of the last connection.
var lastSeq atomic.Uint64

// A Conn is one WebSocket. Read must be called by one goroutine at a time; the other methods may be
// called by any.
type Conn struct {
	ws             *websocket.Conn
	seq            uint64
	traffic        *Traffic
	maxMessage     int
	received       atomic.Bool // something was read since the last check by keepalive
	keepaliveTimer *time.Timer

	unread *unread // for Read; nil after it was read

	written atomic.Uint64 // number of messages written
	reading atomic.Uint64 // number of times that Read has begun or finished to read a message

	mu          sync.Mutex
	queue       []Message
	queueBuf    [1]Message // backing array of the queue while the writer is idle
	queuedBytes int        // total length of queue
	sessions    int32      // number of sessions other than the first; see SetSessions
	writing     bool
	closed      bool
	pinged      bool        // the last check sent a ping
	lastWriting uint64      // written+1 at the last check by keepalive; 0 if the writer was idle
	lastReading uint64      // reading at the last check by keepalive
	reason      wire.Reason // of the close frame that follows the queue; Lost if open
}

// A Message is one text message; one without Data is a ping.
type Message struct {
	Data       []byte
	Session    uint64 // number of the session: the message is wrapped when it is written, unless it is 0
	NoCompress bool   // never compress: the message holds a secret beside text that others may choose (BREACH)
}

// Upgrade upgrades r, which CheckHandshake accepts, to a WebSocket. The caller must have checked the
// origin of r. If Upgrade returns an error, the response has been written.
func Upgrade(w http.ResponseWriter, r *http.Request, opt Options) (*Conn, error) {
	upgrader := websocket.Upgrader{
		ReadBufferSize:    readSize,
		WriteBufferSize:   bufferSize,
		WriteBufferPool:   &writeBuffers,
		Subprotocols:      []string{Version(r)},
		CheckOrigin:       func(*http.Request) bool { return true },
		EnableCompression: opt.Compress,
	}
	w, err := findHijacker(w)
	if err != nil {
		http.Error(w, "This server cannot open a WebSocket connection.", http.StatusInternalServerError)
		return nil, err
	}
	seq := lastSeq.Add(1) // before the client receives the reply and may open the next connection
	ws, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return nil, fmt.Errorf("upgrade: %w", err)
	}
	c := &Conn{ws: ws, seq: seq, traffic: opt.Traffic, maxMessage: cmp.Or(opt.MaxMessage, wire.MaxMessage)}
	if c.traffic == nil {
		c.traffic = new(Traffic)
	}
	ws.SetPongHandler(func(string) error { c.received.Store(true); return nil })
	c.mu.Lock() // keepalive uses keepaliveTimer
	defer c.mu.Unlock()
	c.keepaliveTimer = time.AfterFunc(pingInterval, c.keepalive)
	return c, nil
}

// NetConn returns the network connection. It must not be read or written.
func (c *Conn) NetConn() net.Conn { return c.ws.NetConn() }

// Seq returns a process-wide sequence number: later connections have larger ones.
func (c *Conn) Seq() uint64 { return c.seq }

// SetReadTimeout sets the read deadline to d from now; 0 removes it. After Close it has no effect.
func (c *Conn) SetReadTimeout(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.reason != wire.Lost: // Close has set its own deadline
	case d == 0:
		_ = c.ws.SetReadDeadline(time.Time{})
	default:
		_ = c.ws.SetReadDeadline(time.Now().Add(d))
	}
}

// ErrMalformed is returned by Read for a malformed message. After any other error the connection is
// lost.
var ErrMalformed = errors.New("socket: malformed message")

// Read reads one message, and returns the number of its session. After Close it continues to return
// messages until the peer has replied: the reader must keep reading until an error other than
// ErrMalformed and then call Abort; otherwise the close frame may be lost.
func (c *Conn) Read() (session uint64, msg wire.ClientMessage, err error) {
	if u := c.unread; u != nil {
		c.unread = nil
		return u.session, u.msg, u.err
	}
	kind, r, err := c.ws.NextReader()
	if err != nil {
		return 0, nil, err
	}
	c.received.Store(true)
	if kind != websocket.TextMessage {
		return 0, nil, ErrMalformed
	}
	rb := readBuffers.Get().(*readBuffer)
	defer rb.release()
	c.reading.Add(1)
	defer c.reading.Add(1)
	rb.limited = io.LimitedReader{R: r, N: int64(c.maxMessage) + 1}
	if _, err := rb.buf.ReadFrom(&rb.limited); err != nil {
		return 0, nil, err
	}
	if rb.buf.Len() > c.maxMessage {
		return 0, nil, ErrMalformed
	}
	c.traffic.Received.Add(uint64(rb.buf.Len()))
	session, msg, err = wire.ParseClientMessage(rb.buf.Bytes())
	if err != nil {
		return 0, nil, ErrMalformed
	}
	return session, msg, nil
}

// Unread makes the next Read return its arguments. Like Read, it must be called by one goroutine at a
// time, and after Read.
func (c *Conn) Unread(session uint64, msg wire.ClientMessage, err error) {
	c.unread = &unread{session, msg, err}
}

// An unread holds the arguments of Unread.
type unread struct {
	session uint64
	msg     wire.ClientMessage
	err     error
}

// writeQueue writes messages until the queue is empty, then the close frame if there is one. If a
// message is not written between two checks by keepalive, the connection is closed, and the client
// resumes on another. (A write deadline would set a timer for each message.) Only one goroutine
// runs it, the one that has set writing.
func (c *Conn) writeQueue() {
	for {
		c.mu.Lock()
		queue, reason := c.queue, c.reason
		c.queue, c.queuedBytes = nil, 0
		c.writing = !c.closed && len(queue) > 0
		done, closed := !c.writing, c.closed
		if done && !closed {
			c.queueBuf[0] = Message{} // release the data of the last message
			c.queue = c.queueBuf[:0]
		}
		c.mu.Unlock()
		if done {
			if reason != wire.Lost && !closed {
				msg := websocket.FormatCloseMessage(int(reason.Code()), string(reason))
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

// writeMessage writes one message or ping.
func (c *Conn) writeMessage(m Message) error {
	if m.Data == nil {
		return c.ws.WriteMessage(websocket.PingMessage, nil)
	}
	data := m.Data
	if m.Session != 0 {
		buf := wrapBuffers.Get().(*bytes.Buffer)
		defer releaseWrapBuffer(buf)
		data = wire.AppendWrapped(buf.AvailableBuffer(), m.Session, m.Data)
		_, _ = buf.Write(data)
	}
	c.traffic.Sent.Add(uint64(len(data)))
	c.ws.EnableWriteCompression(!m.NoCompress)
	return c.ws.WriteMessage(websocket.TextMessage, data)
}

// wrapBuffers holds buffers for wrapped messages.
var wrapBuffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func releaseWrapBuffer(buf *bytes.Buffer) {
	if buf.Reset(); buf.Cap() <= maxPooledBytes {
		wrapBuffers.Put(buf)
	}
}
