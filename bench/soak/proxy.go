package main

import (
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// stickyCookie names the node to which a browser is sent again, if there is affinity.
const stickyCookie = "node"

// A proxy balances requests between nodes. It sends a request to another node if the first one does
// not accept connections.
type proxy struct {
	nodes    []string // host:port
	affinity atomic.Bool

	ln        net.Listener
	server    *http.Server
	transport *http.Transport
	next      atomic.Uint32

	mu    sync.Mutex
	conns map[net.Conn]struct{} // from browsers
}

// startProxy starts a proxy on a free port.
func startProxy(nodes []string) (*proxy, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &proxy{
		nodes: nodes, ln: ln, conns: map[net.Conn]struct{}{},
		transport: &http.Transport{
			DialContext:           (&net.Dialer{Timeout: 2 * time.Second}).DialContext,
			ResponseHeaderTimeout: 5 * time.Second,
			DisableKeepAlives:     true,
			DisableCompression:    true,
		},
	}
	p.server = &http.Server{ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	p.server.Handler = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "node", r.In.Host
			r.SetXForwarded()
		},
		Transport: p,
		ErrorLog:  log.New(io.Discard, "", 0),
	}
	go func() { _ = p.server.Serve(&trackedListener{ln, p}) }()
	return p, nil
}

func (p *proxy) addr() string { return p.ln.Addr().String() }

func (p *proxy) close() {
	_ = p.server.Close()
	p.cut(1)
}

// RoundTrip sends a request to a node.
func (p *proxy) RoundTrip(r *http.Request) (*http.Response, error) {
	first := int(p.next.Add(1)) % len(p.nodes)
	if c, err := r.Cookie(stickyCookie); err == nil && p.affinity.Load() {
		if n, err := strconv.Atoi(c.Value); err == nil && 0 <= n && n < len(p.nodes) {
			first = n
		}
	}
	var errs error
	for i := range p.nodes {
		n := (first + i) % len(p.nodes)
		out := r.Clone(r.Context())
		out.URL.Host = p.nodes[n]
		res, err := p.transport.RoundTrip(out)
		if err == nil {
			if p.affinity.Load() {
				res.Header.Add("Set-Cookie", (&http.Cookie{Name: stickyCookie, Value: strconv.Itoa(n), Path: "/"}).String())
			}
			return res, nil
		}
		errs = errors.Join(errs, err)
		if op, ok := errors.AsType[*net.OpError](err); !ok || op.Op != "dial" || r.Context().Err() != nil {
			break
		}
	}
	return nil, errs
}

// A trackedListener adds the connections that it accepts to a proxy.
type trackedListener struct {
	net.Listener
	p *proxy
}

func (l *trackedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	t := &trackedConn{c, l.p}
	l.p.conns[t] = struct{}{}
	return t, nil
}

// A trackedConn is removed from the proxy when it is closed.
type trackedConn struct {
	net.Conn
	p *proxy
}

func (c *trackedConn) Close() error {
	c.p.mu.Lock()
	delete(c.p.conns, c)
	c.p.mu.Unlock()
	return c.Conn.Close()
}

// cut closes a part of the connections, from 0 to 1, without a close frame.
func (p *proxy) cut(part float64) {
	p.mu.Lock()
	var cut []net.Conn
	for c := range p.conns {
		if rand.Float64() < part {
			cut = append(cut, c)
		}
	}
	p.mu.Unlock()
	for _, c := range cut {
		_ = c.Close()
	}
}
