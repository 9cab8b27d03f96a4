package session

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/memnet"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A muxServer accepts connections, and opens a session of its own for each join.
type muxServer struct {
	t        testing.TB
	opt      *Options
	limits   Limits
	registry Registry
	listener *memnet.Listener
	setUp    func(url string, s *Session, p *parentProgram) // called before the join
	open     func(ctx context.Context, l *Link)             // called before a further session is opened
	delay    func()                                         // called before any session is opened
	sleep    func(time.Duration)                            // sleeps in the bubble of runMux

	mu       sync.Mutex
	programs []*parentProgram
	clients  []*muxClient
}

// runMux runs a test in a synctest bubble. In the end all programs must have been unmounted, once.
func runMux(t *testing.T, test func(t *testing.T, srv *muxServer)) {
	synctest.Test(t, func(t *testing.T) {
		srv := &muxServer{t: t, opt: options(), limits: Limits{EventRate: 1000, Burst: 1000, MaxSessions: 32}, listener: memnet.Listen()}
		srv.opt.OnEnd = srv.registry.Remove
		srv.sleep = time.Sleep
		server := &http.Server{Handler: http.HandlerFunc(srv.accept)}
		go func() { _ = server.Serve(srv.listener) }()
		defer func() { // also after a failure
			_ = server.Close()
			for _, c := range srv.clients {
				_ = c.ws.Close()
			}
		}()
		test(t, srv)
		for _, c := range srv.clients {
			_ = c.ws.Close()
		}
		for _, s := range srv.registry.All() {
			s.End(wire.Lost)
		}
		synctest.Wait()
		require.Zero(t, srv.registry.Len())
		for _, p := range srv.programs {
			require.EqualValues(t, 1, p.unmounts.Load(), "calls of Unmount")
			require.Zero(t, p.ses.childBytes.Load(), "bytes of nested sessions")
		}
	})
}

func (srv *muxServer) accept(w http.ResponseWriter, r *http.Request) {
	c, err := socket.Upgrade(w, r, socket.Options{})
	if err != nil {
		return
	}
	m := NewMux(c, srv.opt, srv.limits, func(ctx context.Context, l *Link, msg wire.ClientMessage) {
		if srv.open != nil {
			srv.open(ctx, l)
		}
		srv.openSession(l, msg)
	})
	_, msg, err := c.Read()
	if err == nil && srv.openSession(m.First(), msg) {
		go m.Serve(false)
	} else {
		m.First().Close(wire.Malformed)
		go func() {
			for err := error(nil); err == nil; _, _, err = c.Read() {
			}
			c.Abort()
		}()
	}
}

func (srv *muxServer) openSession(l *Link, msg wire.ClientMessage) bool {
	if srv.delay != nil {
		srv.delay()
	}
	switch m := msg.(type) {
	case wire.Join:
		p := srv.newProgram(m.URL)
		reply := wire.Joined{Session: srv.registry.Add(p.ses), Adopted: true}
		if !p.ses.Join(l, m, reply) {
			p.ses.End(wire.Lost)
			l.Close(wire.Gone)
			return false
		}
		return true
	case wire.Resume:
		var secret string
		s := srv.registry.Find(m.Session)
		l.OnFirstMessage(func() { srv.registry.ConfirmSecret(secret) })
		if s == nil || !s.Resume(l, m, func() string { secret = srv.registry.RotateSecret(m.Session); return secret }) {
			l.Close(wire.Gone)
			return false
		}
		return true
	}
	return false
}

// newProgram returns a program whose session is unadopted.
func (srv *muxServer) newProgram(url string) *parentProgram {
	p := &parentProgram{url: url}
	p.canReload = true
	p.ses = New(p, srv.opt)
	if srv.setUp != nil {
		srv.setUp(url, p.ses, p)
	}
	_, err := p.ses.Page.FirstRender([]byte(p.html()))
	require.NoError(srv.t, err)
	srv.mu.Lock()
	defer srv.mu.Unlock()
	srv.programs = append(srv.programs, p)
	return p
}

// program returns the newest program that was mounted for a URL.
func (srv *muxServer) program(url string) (found *parentProgram) {
	srv.t.Helper()
	synctest.Wait()
	srv.mu.Lock()
	defer srv.mu.Unlock()
	for _, p := range srv.programs {
		if p.url == url {
			found = p
		}
	}
	require.NotNil(srv.t, found, url)
	return found
}

// A parentProgram is a fakeProgram that may have nested sessions.
type parentProgram struct {
	fakeProgram
	url   string
	ses   *Session
	ended []string // reasons of children that have ended
	shown []int
}

func (p *parentProgram) html() string {
	if p.markup == "" {
		return "<p>0</p>"
	}
	return fmt.Sprintf(p.markup, p.n)
}

func (p *parentProgram) ChildEnded(_ *Session, reason wire.Reason) {
	p.ended = append(p.ended, string(reason))
}

func (p *parentProgram) Show(element int) { p.shown = append(p.shown, element) }

// do runs fn in the session, and waits until nothing happens any more.
func (p *parentProgram) do(fn func()) {
	p.ses.Page.Post(fn)
	synctest.Wait()
}

// A muxClient is the client of one connection.
type muxClient struct {
	t  testing.TB
	ws *websocket.Conn
	mu sync.Mutex

	received []string
	closed   error
}

// dial opens a connection and sends a message.
func (srv *muxServer) dial(first string) *muxClient {
	srv.t.Helper()
	ws, _, err := client.Dial(context.Background(), client.NewBrowser(srv.listener.From("192.0.2.1:1234")), "http://lively.test", "/", nil)
	require.NoError(srv.t, err)
	c := &muxClient{t: srv.t, ws: ws}
	srv.clients = append(srv.clients, c)
	go func() {
		for {
			_, b, err := ws.ReadMessage()
			c.mu.Lock()
			if err != nil {
				c.closed = err
				c.mu.Unlock()
				return
			}
			c.received = append(c.received, string(b))
			c.mu.Unlock()
		}
	}()
	c.send(first)
	return c
}

func (c *muxClient) send(messages ...string) {
	for _, m := range messages {
		_ = c.ws.WriteMessage(websocket.TextMessage, []byte(m))
	}
}

// take returns what was received since the last call.
func (c *muxClient) take() []string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	got := c.received
	c.received = nil
	return got
}

// closeError returns the close code and reason of the connection, or "" if it is open.
func (c *muxClient) closeError() string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed == nil {
		return ""
	}
	if e, ok := c.closed.(*websocket.CloseError); ok {
		return fmt.Sprintf("%d %s", e.Code, e.Text)
	}
	return "lost"
}

func joinOf(url string) string {
	return fmt.Sprintf(`["join",{"inst":"i","url":%q,"sum":0,"caps":[],"client":{"width":1,"height":1}}]`, url)
}

func wrap(n uint64, message string) string {
	return string(wire.AppendWrapped(nil, n, []byte(message)))
}

// secretOf returns the secret in a reply.
func secretOf(t testing.TB, reply string) string {
	_, rest, ok := strings.Cut(reply, `"session":"`)
	require.True(t, ok, reply)
	secret, _, _ := strings.Cut(rest, `"`)
	return secret
}

const clickMessage = `["e",0,0,"page.Click"]`

// wait lets time pass until the server has closed connections that clients have left.
func wait() {
	time.Sleep(time.Second)
	synctest.Wait()
}

// sleepAndWait lets time pass.
func sleepAndWait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
