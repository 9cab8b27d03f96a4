package live_test

import (
	"bytes"
	"errors"
	"net"
	"sync"
)

// A cut is the position at which a connection breaks, possibly within a WebSocket frame.
type cut struct {
	fromClient bool // the direction; otherwise from server to client
	message    int  // number of the text message in that direction, from 0: the join or its reply
	position   cutPosition
	offset     int // for cutAtByte: number of bytes after the handshake that pass
}

// A cutPosition is the position of a cut relative to its message.
type cutPosition int

const (
	cutBefore cutPosition = iota // nothing of the message passes
	cutInside                    // half of it passes
	cutAfter                     // all of it passes, then nothing in either direction
	cutAtByte
)

func (p cutPosition) String() string { return [...]string{"before", "inside", "after", "at byte"}[p] }

// wrap returns a connection that breaks at c.
func (c cut) wrap(conn net.Conn) net.Conn { return &cutConn{Conn: conn, at: c} }

type cutConn struct {
	net.Conn
	at     cut
	mu     sync.Mutex
	read   stream
	sent   stream
	broken bool
}

var errCut = errors.New("connection cut")

func (c *cutConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if c.at.fromClient || err != nil {
		return n, err
	}
	return c.pass(&c.read, p[:n], func(int) error { return nil })
}

func (c *cutConn) Write(p []byte) (int, error) {
	if !c.at.fromClient {
		return c.Conn.Write(p)
	}
	return c.pass(&c.sent, p, func(n int) error {
		_, err := c.Conn.Write(p[:n])
		return err
	})
}

// pass forwards the bytes before the cut.
func (c *cutConn) pass(s *stream, p []byte, forward func(n int) error) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken {
		return 0, errCut
	}
	n, cut := s.pass(p, c.at)
	if n > 0 {
		if err := forward(n); err != nil {
			return 0, err
		}
	}
	if cut {
		c.broken = true
		_ = c.Conn.Close()
		if c.at.fromClient || n == 0 {
			return n, errCut
		}
	}
	return n, nil
}

// A stream parses the bytes of one direction: a handshake, then WebSocket frames.
type stream struct {
	open      bool // the handshake is over
	head      []byte
	texts     int // text messages whose header was read
	remaining int // payload bytes not yet read
	size      int // of the payload
	text      bool
	offset    int // bytes after the handshake
}

// pass parses p. It returns how many bytes pass and whether the connection is cut after them.
func (s *stream) pass(p []byte, at cut) (n int, cut bool) {
	for i, b := range p {
		if s.open && at.position == cutAtByte && s.offset == at.offset {
			return i, true
		}
		switch {
		case !s.open:
			if s.head = append(s.head, b); bytes.HasSuffix(s.head, []byte("\r\n\r\n")) {
				s.open, s.head = true, nil
			}
			continue
		case s.remaining == 0:
			if len(s.head) == 0 && s.texts == at.message && b&0x0f == 1 && at.position == cutBefore {
				return i, true
			}
			s.header(b)
		default:
			s.remaining--
		}
		s.offset++
		if !s.text || s.texts != at.message+1 || len(s.head) > 0 {
			continue
		}
		if at.position == cutInside && s.remaining == s.size/2 || at.position == cutAfter && s.remaining == 0 {
			return i + 1, true
		}
	}
	return len(p), false
}

// header parses a byte of a frame header.
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
	s.remaining, s.head = s.size, nil
}
