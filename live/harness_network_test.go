package live_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
)

// A network connects browsers with a server, in memory: nothing is buffered on the way.
type network struct {
	conns chan net.Conn
	down  chan struct{}
	once  sync.Once
}

func newNetwork() *network { return &network{conns: make(chan net.Conn), down: make(chan struct{})} }

func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.down:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error {
	n.once.Do(func() { close(n.down) })
	return nil
}

func (n *network) Addr() net.Addr { return address("lively.test:80") }

// dial connects from addr.
func (n *network) dial(from string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case n.conns <- remote{there, address(from)}:
		return here, nil
	case <-n.down:
		return nil, errors.New("connection refused")
	}
}

type remote struct {
	net.Conn
	addr address
}

func (r remote) RemoteAddr() net.Addr { return r.addr }

type address string

func (a address) Network() string { return "tcp" }
func (a address) String() string  { return string(a) }

// A cut is where a connection breaks. A connection can break within a websocket frame.
type cut struct {
	up      bool // on the way to the server
	message int  // which text message in that direction, counted from 0: the join, or its answer
	where   where
	byte    int // where == atByte: how many bytes after the handshake get through
}

type where int

const (
	before where = iota // nothing of the message gets through
	inside              // half of it does
	after               // all of it does, and nothing else in either direction
	atByte
)

func (w where) String() string { return [...]string{"before", "inside", "after", "at byte"}[w] }

// on returns a connection that breaks there.
func (c cut) on(conn net.Conn) net.Conn { return &cutConn{Conn: conn, at: c} }

type cutConn struct {
	net.Conn
	at   cut
	mu   sync.Mutex
	read stream
	sent stream
	gone bool
}

var errCut = errors.New("connection cut")

func (c *cutConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.at.up || err != nil {
		return n, err
	}
	return c.pass(&c.read, p[:n], func(int) error { return nil })
}

func (c *cutConn) Write(p []byte) (int, error) {
	if !c.at.up {
		return c.Conn.Write(p)
	}
	return c.pass(&c.sent, p, func(n int) error {
		_, err := c.Conn.Write(p[:n])
		return err
	})
}

// pass lets through what comes before the cut.
func (c *cutConn) pass(s *stream, p []byte, forward func(n int) error) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.gone {
		return 0, errCut
	}
	n, cut := s.pass(p, c.at)
	if n > 0 {
		if err := forward(n); err != nil {
			return 0, err
		}
	}
	if cut {
		c.gone = true
		_ = c.Conn.Close()
		if c.at.up || n == 0 {
			return n, errCut
		}
	}
	return n, nil
}

// A stream follows the bytes of one direction: a handshake, then websocket frames.
type stream struct {
	open    bool // the handshake is over
	head    []byte
	texts   int // text messages begun
	left    int // payload bytes to come
	size    int // of the payload
	text    bool
	through int // bytes after the handshake
}

// pass reads p and returns how many bytes get through, and whether the connection is cut after them.
func (s *stream) pass(p []byte, at cut) (n int, cut bool) {
	for i, b := range p {
		if s.open && at.where == atByte && s.through == at.byte {
			return i, true
		}
		switch {
		case !s.open:
			if s.head = append(s.head, b); bytes.HasSuffix(s.head, []byte("\r\n\r\n")) {
				s.open, s.head = true, nil
			}
			continue
		case s.left == 0:
			if len(s.head) == 0 && s.texts == at.message && b&0x0f == 1 && at.where == before {
				return i, true
			}
			s.header(b)
		default:
			s.left--
		}
		s.through++
		if !s.text || s.texts != at.message+1 || len(s.head) > 0 {
			continue
		}
		if at.where == inside && s.left == s.size/2 || at.where == after && s.left == 0 {
			return i + 1, true
		}
	}
	return len(p), false
}

// header reads a byte of a frame's header.
func (s *stream) header(b byte) {
	s.head = append(s.head, b)
	if len(s.head) < 2 {
		return
	}
	long := map[byte]int{126: 2, 127: 8}[s.head[1]&0x7f]
	want := 2 + long
	if s.head[1]&0x80 != 0 {
		want += 4
	}
	if len(s.head) < want {
		return
	}
	s.size = int(s.head[1] & 0x7f)
	if long > 0 {
		s.size = 0
		for _, b := range s.head[2 : 2+long] {
			s.size = s.size<<8 | int(b)
		}
	}
	if s.text = s.head[0]&0x0f == 1; s.text {
		s.texts++
	}
	s.left, s.head = s.size, nil
}

var _ io.ReadWriteCloser = (*cutConn)(nil)
