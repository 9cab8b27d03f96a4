package livetest

import (
	"context"
	"net"
	"sync"

	"github.com/lively-go/lively/internal/testhook"
)

// A memoryListener accepts connections in memory. Unlike network connections, they can be used in a
// synctest bubble.
type memoryListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once

	mu   sync.Mutex
	open map[*memoryConn]bool
}

func newMemoryListener() *memoryListener {
	return &memoryListener{conns: make(chan net.Conn), done: make(chan struct{}), open: map[*memoryConn]bool{}}
}

// dial opens a connection to the listener. Requests over it carry the hooks of ctx.
func (l *memoryListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	clientEnd, serverEnd := net.Pipe()
	server := &memoryConn{serverEnd, l, testhook.FromContext(ctx)}
	l.mu.Lock()
	l.open[server] = true
	l.mu.Unlock()
	select {
	case l.conns <- server:
		return clientEnd, nil
	case <-l.done:
		_ = server.Close()
		return nil, net.ErrClosed
	case <-ctx.Done():
		_ = server.Close()
		return nil, ctx.Err()
	}
}

func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *memoryListener) Addr() net.Addr { return memoryAddr }

// closeConns closes all connections, without a close frame.
func (l *memoryListener) closeConns() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		_ = c.Conn.Close()
	}
	clear(l.open)
}

// A memoryConn is the server's end of a connection in memory.
type memoryConn struct {
	net.Conn
	listener *memoryListener
	hooks    *testhook.Hooks
}

func (c *memoryConn) Close() error {
	c.listener.mu.Lock()
	defer c.listener.mu.Unlock()
	delete(c.listener.open, c)
	return c.Conn.Close()
}

// memoryAddr is an address reserved for documentation, so that handlers can parse RemoteAddr.
var memoryAddr = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 1234}

func (*memoryConn) RemoteAddr() net.Addr { return memoryAddr }
