package e2e

import (
	"bytes"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A Proxy is a network between browsers and a server, which delays data and cuts connections. Its
// methods may be called by any goroutine.
type Proxy struct {
	t  testing.TB
	ln net.Listener

	mu          sync.Mutex
	target      string
	down        bool // new connections are closed
	delay       time.Duration
	cuts        []Cut // for the next WebSockets
	conns       map[*proxyConn]struct{}
	opened      int // number of WebSockets
	activeCuts  int // cuts of open WebSockets
	insideFrame struct{ up, down int }
	closed      bool
}

// A Cut is a place where a WebSocket breaks: after a number of bytes in one direction, counted from
// the end of the handshake.
type Cut struct {
	Up    bool // in the direction to the server
	Bytes int
}

// NewProxy starts a proxy that forwards connections to target, a host:port, until the test ends.
func NewProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	p := &Proxy{t: t, ln: ln, target: target, conns: map[*proxyConn]struct{}{}}
	go p.accept()
	t.Cleanup(func() {
		ln.Close()
		p.mu.Lock()
		p.closed = true
		p.mu.Unlock()
		p.CutAll()
	})
	return p
}

// URL returns the origin of the proxy.
func (p *Proxy) URL() string { return "http://" + p.ln.Addr().String() }

// SetTarget routes new connections to another target, as a load balancer does when a server is down.
func (p *Proxy) SetTarget(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

// SetDown closes all connections and then each new one at once, or forwards new connections again.
func (p *Proxy) SetDown(down bool) {
	p.mu.Lock()
	p.down = down
	p.mu.Unlock()
	if down {
		p.CutAll()
	}
}

// Delay sets the time by which data is delayed in each direction.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// CutNext adds cuts for the next WebSockets, one for each.
func (p *Proxy) CutNext(cuts ...Cut) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cuts = append(p.cuts, cuts...)
}

// ClearCuts discards the cuts of CutNext that no WebSocket has taken.
func (p *Proxy) ClearCuts() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cuts = nil
}

// CutAll closes every connection.
func (p *Proxy) CutAll() {
	for _, c := range p.openConns() {
		c.cut()
	}
}

// Freeze stops forwarding on existing connections without closing them, as an unplugged cable does.
func (p *Proxy) Freeze() {
	for _, c := range p.openConns() {
		c.freezeOnce.Do(func() { close(c.frozen) })
	}
}

// Stats returns how many WebSockets were opened, and how many cuts of CutNext are pending: no WebSocket
// has taken them, or it is still open.
func (p *Proxy) Stats() (opened, pendingCuts int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opened, len(p.cuts) + p.activeCuts
}

// CutsInsideFrame returns how many cuts of CutNext were inside a WebSocket frame, by direction.
func (p *Proxy) CutsInsideFrame() (up, down int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.insideFrame.up, p.insideFrame.down
}

func (p *Proxy) openConns() (all []*proxyConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		all = append(all, c)
	}
	return all
}

func (p *Proxy) accept() {
	for {
		browser, err := p.ln.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		target, down := p.target, p.down
		p.mu.Unlock()
		if down {
			browser.Close()
			continue
		}
		server, err := net.Dial("tcp", target)
		if err != nil { // the server is down
			browser.Close()
			continue
		}
		c := &proxyConn{p: p, browser: browser, server: server, frozen: make(chan struct{}), closed: make(chan struct{})}
		p.mu.Lock()
		p.conns[c] = struct{}{}
		ended, down := p.closed, p.down // meanwhile
		p.mu.Unlock()
		if ended || down {
			c.cut()
			continue
		}
		go c.read(true, browser, server)
		go c.read(false, server, browser)
	}
}

// A proxyConn is one connection through the proxy.
type proxyConn struct {
	p                     *Proxy
	browser, server       net.Conn
	freezeOnce, closeOnce sync.Once
	frozen, closed        chan struct{}

	mu          sync.Mutex
	cutAt       *Cut
	isWebSocket bool // and has taken its cut, if any
}

func (c *proxyConn) cut() {
	c.closeOnce.Do(func() {
		close(c.closed)
		c.browser.Close()
		c.server.Close()
		c.p.mu.Lock()
		defer c.p.mu.Unlock()
		delete(c.p.conns, c)
		if c.cutAt != nil {
			c.p.activeCuts--
		}
	})
}

type chunk struct {
	data []byte
	due  time.Time
}

// read reads one direction. Another goroutine writes the data when it is due.
func (c *proxyConn) read(up bool, from, to net.Conn) {
	chunks := make(chan chunk, 10_000)
	go c.write(up, to, chunks)
	defer close(chunks)
	for {
		buf := make([]byte, 4096)
		n, err := from.Read(buf)
		if n > 0 {
			c.p.mu.Lock()
			due := time.Now().Add(c.p.delay)
			c.p.mu.Unlock()
			chunks <- chunk{buf[:n], due}
		}
		if err != nil {
			return
		}
	}
}

func (c *proxyConn) write(up bool, to net.Conn, chunks <-chan chunk) {
	defer c.cut()
	var s stream
	for chunk := range chunks {
		select {
		case <-c.frozen:
			<-c.closed
			return
		case <-c.closed:
			return
		case <-time.After(time.Until(chunk.due)):
		}
		n, cut := s.forward(chunk.data, c.limit(up, &s, chunk.data))
		if cut {
			c.p.mu.Lock()
			switch {
			case s.betweenFrames():
			case up:
				c.p.insideFrame.up++
			default:
				c.p.insideFrame.down++
			}
			c.p.mu.Unlock()
		}
		if _, err := to.Write(chunk.data[:n]); err != nil || cut {
			return
		}
	}
}

// limit returns after how many bytes this direction breaks, or -1 if it does not break. A WebSocket
// handshake takes the next cut.
func (c *proxyConn) limit(up bool, s *stream, data []byte) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if up && !c.isWebSocket && !s.upgraded && bytes.Contains(bytes.ToLower(data), []byte("\nupgrade: websocket")) {
		c.isWebSocket = true
		c.p.mu.Lock()
		c.p.opened++
		if _, open := c.p.conns[c]; open && len(c.p.cuts) > 0 {
			c.p.activeCuts++
			c.cutAt, c.p.cuts = &c.p.cuts[0], c.p.cuts[1:]
		}
		c.p.mu.Unlock()
	}
	if c.cutAt == nil || c.cutAt.Up != up {
		return -1
	}
	return c.cutAt.Bytes
}
