package livetest

import (
	"net"
	"sync"
	"testing"
)

// A port is where browsers find a site: one of this machine's, with a cable that can be pulled out.
type port struct {
	net.Listener

	mu   sync.Mutex
	open map[net.Conn]bool
	out  bool // the cable is
}

func newPort(t testing.TB) *port {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("livetest: %v", err)
	}
	return &port{Listener: ln, open: map[net.Conn]bool{}}
}

// origin is where the site is, as browsers see it.
func (n *port) origin() string { return "http://" + n.Addr().String() }

func (n *port) Accept() (net.Conn, error) {
	for {
		c, err := n.Listener.Accept()
		if err != nil {
			return nil, err
		}
		n.mu.Lock()
		out := n.out
		n.open[c] = !out
		n.mu.Unlock()
		if !out {
			return &plug{c, n}, nil
		}
		_ = (&plug{c, n}).Close()
	}
}

// cut closes all connections without a word.
func (n *port) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for c := range n.open {
		_ = c.Close()
	}
	clear(n.open)
}

// pull pulls the cable out, or plugs it in.
func (n *port) pull(out bool) {
	n.mu.Lock()
	n.out = out
	n.mu.Unlock()
	if out {
		n.cut()
	}
}

// isOut says whether the cable is out.
func (n *port) isOut() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.out
}

// A plug is a connection of a port.
type plug struct {
	net.Conn
	port *port
}

func (c *plug) Close() error {
	c.port.mu.Lock()
	defer c.port.mu.Unlock()
	delete(c.port.open, c.Conn)
	return c.Conn.Close()
}
