package livetest

import (
	"net"
	"sync"
	"testing"
)

// A port is where browsers find a site: one of this machine's, with a cable that can be pulled out.
type tcpListener struct {
	net.Listener

	mu      sync.Mutex
	open    map[net.Conn]bool
	offline bool // the cable is
}

func newTCPListener(t testing.TB) *tcpListener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("livetest: %v", err)
	}
	return &tcpListener{Listener: ln, open: map[net.Conn]bool{}}
}

// origin is where the site is, as browsers see it.
func (n *tcpListener) origin() string { return "http://" + n.Addr().String() }

func (n *tcpListener) Accept() (net.Conn, error) {
	for {
		c, err := n.Listener.Accept()
		if err != nil {
			return nil, err
		}
		n.mu.Lock()
		offline := n.offline
		n.open[c] = !offline
		n.mu.Unlock()
		if !offline {
			return &trackedConn{c, n}, nil
		}
		_ = (&trackedConn{c, n}).Close()
	}
}

// cut closes all connections without a word.
func (n *tcpListener) closeConns() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.open {
		_ = c.Close()
	}
	clear(n.open)
}

// pull pulls the cable out, or plugs it in.
func (n *tcpListener) setOffline(offline bool) {
	n.mu.Lock()
	n.offline = offline
	n.mu.Unlock()
	if offline {
		n.closeConns()
	}
}

// isOut says whether the cable is out.
func (n *tcpListener) isOffline() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.offline
}

// A plug is a connection of a port.
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
