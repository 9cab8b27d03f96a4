package livetest

import (
	"context"
	"net"
	"sync"
)

// A listener hands out connections in memory: they work in synctest bubbles, where a network does not.
type listener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newListener() *listener {
	return &listener{conns: make(chan net.Conn), done: make(chan struct{})}
}

// dial opens a connection to whoever accepts.
func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- conn{theirs}:
		return ours, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
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

// conn comes from an address that handlers can read: one of those kept for documentation.
type conn struct{ net.Conn }

var address = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1234}

func (conn) RemoteAddr() net.Addr { return address }
