package e2e

import (
	"bytes"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A Proxy is the network between browsers and a server: it delays what passes, and cuts connections.
type Proxy struct {
	t  testing.TB
	ln net.Listener

	mu          sync.Mutex
	target      string
	delay       time.Duration
	cuts        []Cut // for websockets that will open
	conns       map[*proxyConn]struct{}
	opened      int // websockets
	insideFrame struct{ up, down int }
	closed      bool
}

// A Cut says where a websocket breaks: after so many bytes of one direction, counted from the end of the handshake.
type Cut struct {
	Up    bool // on the way to the server
	Bytes int
}

// NewProxy passes connections on to target, host:port, until the test ends.
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

// URL is the origin that browsers see.
func (p *Proxy) URL() string { return "http://" + p.ln.Addr().String() }

// Lead passes connections that will open on to another target, as a load balancer does when a server has gone.
func (p *Proxy) SetTarget(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.target = target
}

// Delay holds back for d, in each direction, what comes from now on.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// CutNext breaks the websockets that will open, one cut each; those after them live.
func (p *Proxy) CutNext(cuts ...Cut) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cuts = append(p.cuts, cuts...)
}

// Spare forgets the cuts of CutNext that no websocket has met.
func (p *Proxy) ClearCuts() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cuts = nil
}

// CutAll breaks every connection now.
func (p *Proxy) CutAll() {
	for _, l := range p.openConns() {
		l.cut()
	}
}

// Freeze lets nothing pass any more on the connections there are, and tells nobody: a cable that was pulled out.
func (p *Proxy) Freeze() {
	for _, l := range p.openConns() {
		l.freezeOnce.Do(func() { close(l.frozen) })
	}
}

// Opened is how many websockets have been opened, and how many cuts of CutNext wait for one.
func (p *Proxy) Stats() (sockets, waiting int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opened, len(p.cuts)
}

// Inside is how many cuts of CutNext fell inside a frame, by direction.
func (p *Proxy) CutsInsideFrame() (up, down int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.insideFrame.up, p.insideFrame.down
}

func (p *Proxy) openConns() (all []*proxyConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for l := range p.conns {
		all = append(all, l)
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
		target := p.target
		p.mu.Unlock()
		server, err := net.Dial("tcp", target)
		if err != nil { // the server is down: so is this connection
			browser.Close()
			continue
		}
		l := &proxyConn{p: p, browser: browser, server: server, frozen: make(chan struct{}), closed: make(chan struct{})}
		p.mu.Lock()
		p.conns[l] = struct{}{}
		ended := p.closed
		p.mu.Unlock()
		if ended {
			l.cut()
			return
		}
		go l.read(true, browser, server)
		go l.read(false, server, browser)
	}
}

// A cable is one connection through the proxy.
type proxyConn struct {
	p                     *Proxy
	browser, server       net.Conn
	freezeOnce, closeOnce sync.Once
	frozen, closed        chan struct{}

	mu          sync.Mutex
	cutAt       *Cut
	isWebSocket bool // at has been decided
}

func (l *proxyConn) cut() {
	l.closeOnce.Do(func() {
		close(l.closed)
		l.browser.Close()
		l.server.Close()
		l.p.mu.Lock()
		defer l.p.mu.Unlock()
		delete(l.p.conns, l)
	})
}

type chunk struct {
	data []byte
	due  time.Time
}

// pass reads one direction; another goroutine writes it when it is due.
func (l *proxyConn) read(up bool, from, to net.Conn) {
	chunks := make(chan chunk, 10_000)
	go l.write(up, to, chunks)
	defer close(chunks)
	for {
		buf := make([]byte, 4096)
		n, err := from.Read(buf)
		if n > 0 {
			l.p.mu.Lock()
			due := time.Now().Add(l.p.delay)
			l.p.mu.Unlock()
			chunks <- chunk{buf[:n], due}
		}
		if err != nil {
			return
		}
	}
}

func (l *proxyConn) write(up bool, to net.Conn, chunks <-chan chunk) {
	defer l.cut()
	var s stream
	for c := range chunks {
		select {
		case <-l.frozen:
			<-l.closed
			return
		case <-l.closed:
			return
		case <-time.After(time.Until(c.due)):
		}
		n, cut := s.forward(c.data, l.limit(up, &s, c.data))
		if cut {
			l.p.mu.Lock()
			switch {
			case s.betweenFrames():
			case up:
				l.p.insideFrame.up++
			default:
				l.p.insideFrame.down++
			}
			l.p.mu.Unlock()
		}
		if _, err := to.Write(c.data[:n]); err != nil || cut {
			return
		}
	}
}

// order is after how many bytes this direction breaks; -1: it does not. A request for a websocket takes the next cut there is.
func (l *proxyConn) limit(up bool, s *stream, data []byte) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if up && !l.isWebSocket && !s.upgraded && bytes.Contains(bytes.ToLower(data), []byte("\nupgrade: websocket")) {
		l.isWebSocket = true
		l.p.mu.Lock()
		l.p.opened++
		if len(l.p.cuts) > 0 {
			l.cutAt, l.p.cuts = &l.p.cuts[0], l.p.cuts[1:]
		}
		l.p.mu.Unlock()
	}
	if l.cutAt == nil || l.cutAt.Up != up {
		return -1
	}
	return l.cutAt.Bytes
}
