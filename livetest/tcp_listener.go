package livetest

import (
	"net"
	"sync"
	"testing"
)

// A tcpListener listens on a port of the local machine, for real browsers. It can simulate a network
// that is offline.
type tcpListener struct {
	net.Listener

	mu      sync.Mutex
	open    map[net.Conn]bool
	offline bool
}

func newTCPListener(t testing.TB) *tcpListener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("livetest: %v", err)
	}
	return &tcpListener{Listener: listener, open: map[net.Conn]bool{}}
}

// origin returns the origin of the site.
func (l *tcpListener) origin() string { return "http://" + l.Addr().String() }

func (l *tcpListener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		l.mu.Lock()
		offline := l.offline
		l.open[c] = !offline
		l.mu.Unlock()
		if !offline {
			return &trackedConn{c, l}, nil
		}
		_ = (&trackedConn{c, l}).Close()
	}
}

// closeConns closes all connections, without a close frame.
func (l *tcpListener) closeConns() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		_ = c.Close()
	}
	clear(l.open)
}

// setOffline closes all connections and rejects new ones, or accepts connections again.
func (l *tcpListener) setOffline(offline bool) {
	l.mu.Lock()
	l.offline = offline
	l.mu.Unlock()
	if offline {
		l.closeConns()
	}
}

func (l *tcpListener) isOffline() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.offline
}

// A trackedConn is an open connection of a tcpListener.
type trackedConn struct {
	net.Conn
	listener *tcpListener
}

func (c *trackedConn) Close() error {
	c.listener.mu.Lock()
	defer c.listener.mu.Unlock()
	delete(c.listener.open, c.Conn)
	return c.Conn.Close()
}
