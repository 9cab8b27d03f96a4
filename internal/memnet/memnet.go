// Package memnet is a network in memory, for tests. Unlike the connections of package net, its
// connections can be used in a testing/synctest bubble.
package memnet

import (
	"context"
	"net"
	"net/netip"
	"sync"
)

// A Listener accepts connections in memory, which have no buffers (see net.Pipe).
type Listener struct {
	conns chan net.Conn
	done  chan struct{} // closed by Close
	once  sync.Once
}

// A Conn is the server's end of a connection.
type Conn struct {
	net.Conn
	Context context.Context // that the client dialed with
	remote  net.Addr
}

// RemoteAddr returns the address passed to From.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// Listen returns a Listener.
func Listen() *Listener { return &Listener{conns: make(chan net.Conn), done: make(chan struct{})} }

// From returns a function, for http.Transport.DialContext, that connects to l whatever address it is
// passed. addr, an IP address and a port, is the remote address that the server sees.
func (l *Listener) From(addr string) func(ctx context.Context, network, addr string) (net.Conn, error) {
	remote := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(addr))
	return func(ctx context.Context, _, _ string) (net.Conn, error) {
		client, server := net.Pipe()
		select {
		case l.conns <- &Conn{server, ctx, remote}:
			return client, nil
		case <-l.done:
			return nil, net.ErrClosed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Accept returns the next connection, whose type is *Conn.
func (l *Listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close makes Accept and later dials return net.ErrClosed. It does not close connections.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr returns an address that is reserved for documentation.
func (*Listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 0), Port: 80} }
