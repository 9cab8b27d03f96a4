package redisbus_test

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/lively-go/lively/internal/redistest"

	"github.com/stretchr/testify/require"
)

// A proxy is a TCP proxy whose address stays the same while the server behind it changes.
type proxy struct {
	net.Listener
	hide bool // re-establish lost subscription connections, hidden from the client

	mu sync.Mutex // held by block
	to string
}

// newProxy starts a proxy that ends with the test.
func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &proxy{Listener: l, to: to}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() { p.serve(client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		running.Wait()
	})
	return p
}

func (p *proxy) url() string { return "redis://" + p.Addr().String() }

func (p *proxy) setTarget(to string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = to
}

// failOver directs new connections to another server. The old one closes the connections for
// commands, but not those of subscribers.
func (p *proxy) failOver(t *testing.T, from, to *redistest.Server) {
	t.Helper()
	p.setTarget(to.Addr)
	from.Do(t, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
}

// block delays new connections to the server until unblock is called.
func (p *proxy) block() (unblock func()) {
	p.mu.Lock()
	return sync.OnceFunc(p.mu.Unlock)
}

func (p *proxy) dial() (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return net.Dial("tcp", p.to)
}

func (p *proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := p.dial()
	if err != nil {
		return
	}
	u := &upstream{conn: server}
	var replies sync.WaitGroup
	replies.Go(func() {
		defer client.Close()
		for {
			_, _ = io.Copy(client, server)
			subscriptions := u.subscriptions()
			if !p.hide || len(subscriptions) == 0 {
				return
			}
			if server, err = p.dial(); err != nil {
				return
			}
			if _, err := server.Write(subscriptions); err != nil || !u.replace(server) {
				_ = server.Close()
				return
			}
		}
	})
	_, _ = io.Copy(u, client)
	u.close()
	replies.Wait()
}

// upstream is the server side of a connection. It records what the client sends.
type upstream struct {
	mu     sync.Mutex
	conn   net.Conn
	sent   []byte
	closed bool
}

func (u *upstream) Write(data []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.sent = append(u.sent, data...)
	return u.conn.Write(data)
}

// subscriptions returns what the client has sent, from the first SUBSCRIBE on.
func (u *upstream) subscriptions() []byte {
	u.mu.Lock()
	defer u.mu.Unlock()
	i := bytes.Index(u.sent, []byte("\r\n$9\r\nsubscribe\r\n"))
	if u.closed || i < 0 {
		return nil
	}
	return bytes.Clone(u.sent[bytes.LastIndexByte(u.sent[:i], '*'):])
}

// replace reports false if the connection has been closed.
func (u *upstream) replace(conn net.Conn) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.closed {
		_ = u.conn.Close()
		u.conn = conn
	}
	return !u.closed
}

func (u *upstream) close() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	_ = u.conn.Close()
}
