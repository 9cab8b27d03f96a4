package livetest

import (
	"context"
	"net"
	"sync"

	"github.com/lively-go/lively/internal/testhook"
)

// A listener hands out connections in memory: they work in synctest bubbles, where a network does not.
type listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once

	mu   sync.Mutex
	open map[*conn]bool
}

func newListener() *listener {
	return &listener{conns: make(chan net.Conn), done: make(chan struct{}), open: map[*conn]bool{}}
}

// dial opens a connection to whoever accepts, watched by the Watcher in ctx.
func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, pipe := net.Pipe()
	theirs := &conn{pipe, l, testhook.From(ctx)}
	l.mu.Lock()
	l.open[theirs] = true
	l.mu.Unlock()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.done:
		_ = theirs.Close()
		return nil, net.ErrClosed
	case <-ctx.Done():
		_ = theirs.Close()
		return nil, ctx.Err()
	}
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *listener) Addr() net.Addr { return address }

// cut closes all connections without a word.
func (l *listener) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		_ = c.Conn.Close()
	}
	clear(l.open)
}

// conn comes from an address that handlers can read: one of those kept for documentation.
type conn struct {
	net.Conn
	listener *listener
	watch    *testhook.Hooks
}

func (c *conn) Close() error {
	c.listener.mu.Lock()
	defer c.listener.mu.Unlock()
	delete(c.listener.open, c)
	return c.Conn.Close()
}

var address = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1234}

func (*conn) RemoteAddr() net.Addr { return address }
