package livetest

import (
	"net"
	"sync"
)

// A siteListener is the listener of a site: a port of the local machine for real browsers, otherwise
// memory. It can drop its connections and simulate a network that is offline.
type siteListener struct {
	net.Listener

	mu      sync.Mutex
	open    map[net.Conn]bool
	offline bool
}

// origin returns the origin of the site.
func (l *siteListener) origin() string { return "http://" + l.Addr().String() }

func (l *siteListener) Accept() (net.Conn, error) {
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
func (l *siteListener) closeConns() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		_ = c.Close()
	}
	clear(l.open)
}

// setOffline closes all connections and rejects new ones, or accepts connections again.
func (l *siteListener) setOffline(offline bool) {
	l.mu.Lock()
	l.offline = offline
	l.mu.Unlock()
	if offline {
		l.closeConns()
	}
}

func (l *siteListener) isOffline() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.offline
}

// A trackedConn is a connection of a siteListener.
type trackedConn struct {
	net.Conn
	listener *siteListener
}

func (c *trackedConn) Close() error {
	c.listener.mu.Lock()
	defer c.listener.mu.Unlock()
	delete(c.listener.open, c.Conn)
	return c.Conn.Close()
}
