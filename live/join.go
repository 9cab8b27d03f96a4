package live

import (
	"errors"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

// errAnotherPage also comes from a handler that calls Page for each request.
var errAnotherPage = errors.New("another live.Page was reached than the one that rendered it: make it once, outside of handlers")

// firstMessage is how long a new connection may take to say what it wants.
const firstMessage = 10 * time.Second

func isUpgrade(r *http.Request) bool { return socket.IsUpgrade(r) }

// connect answers a websocket: its first message joins or resumes a session, which reads the rest on a goroutine of its own, so that
// an idle connection does not keep the request.
func (srv *Server) connect(w http.ResponseWriter, r *http.Request) {
	if srv.closing() {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "This server is going away.", http.StatusServiceUnavailable)
		return
	}
	conn, err := socket.Upgrade(w, r, socket.Options{AllowOrigin: srv.allowOrigin, Compress: srv.Compress})
	if err != nil {
		srv.log().Warn("live: no websocket", "path", r.URL.Path, "err", err)
		return
	}
	conn.SetReadTimeout(firstMessage)
	first, err := conn.Read()
	if err != nil && !errors.Is(err, socket.ErrMalformed) {
		conn.Abort()
		return
	}
	conn.SetReadTimeout(0)
	v := &visitor{srv: srv, conn: conn, r: r}
	var serve func()
	switch m := first.(type) {
	case wire.Join:
		serve = v.join(m)
	case wire.Resume:
		serve = v.resume(m)
	default:
		conn.Close(wire.Stop, wire.Malformed)
	}
	if serve == nil { // closed: read until the browser has heard it
		serve = func() {
			for err := error(nil); err == nil || errors.Is(err, socket.ErrMalformed); _, err = conn.Read() {
			}
			conn.Abort()
		}
	}
	go serve()
}

// allowOrigin is the same-origin check. What sends no Origin is no browser.
func (srv *Server) allowOrigin(r *http.Request) bool {
	if r.Header.Get("Origin") == "" {
		return true
	}
	// CrossOriginProtection lets GETs pass; the origin of a websocket matters as that of a POST does.
	post := &http.Request{Method: http.MethodPost, Host: r.Host, Header: http.Header{"Origin": r.Header["Origin"]}, URL: r.URL}
	return srv.origins.Check(post) == nil
}

// A visitor is a connection that has said what it wants.
type visitor struct {
	srv  *Server
	conn *socket.Conn
	r    *http.Request
}

// join adopts the view that rendered the page, or mounts one anew. It returns what reads the connection; nil: it was closed.
func (v *visitor) join(m wire.Join) (serve func()) {
	prog, ok := v.parked(m.Token)
	if !ok {
		return nil
	}
	adopted := prog != nil
	var was *page
	if adopted {
		was = prog.page
	}
	at, err := v.srv.visit(v.r, adopted)
	if err == nil && adopted && at.page != was {
		err = errAnotherPage
	}
	if err != nil {
		if adopted {
			prog.ses.End(0, "")
		}
		return v.notLive(err)
	}
	if !adopted {
		prog = at.prog
	}
	prog.client = Client{TimeZone: m.Client.TimeZone, Language: m.Client.Language, Width: m.Client.Width, Height: m.Client.Height}
	prog.cookie, prog.addr = cookieOf(v.r), v.srv.addr(v.r)
	reply := wire.Joined{Session: v.srv.sessions.Add(prog.ses), Epoch: firstEpoch, Adopted: adopted}
	if !adopted {
		reply.Title = prog.title
	}
	if !prog.ses.Join(v.conn, reply, !adopted || prog.ses.Checksum() != m.Checksum) {
		v.srv.sessions.Remove(prog.ses)
		v.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	if v.srv.closing() { // Shutdown may have missed it
		prog.ses.Drain(0)
	}
	return func() { prog.ses.Serve(v.conn, v.srv.limits(), false, nil) }
}

// parked takes the view that a token stands for; nil if there is none. False: the token is forged, the connection closed.
func (v *visitor) parked(tok string) (*program, bool) {
	if tok == "" {
		return nil, true
	}
	id, good, err := token.Open(v.srv.Secret, tok, token.Scope{Path: path(v.r), Cookie: cookieOf(v.r)}, time.Now())
	if err != nil {
		v.srv.log().Warn("live: forged token, or one signed with another Server.Secret", "path", v.r.URL.Path)
		v.conn.Close(wire.Remount, wire.Forged)
		return nil, false
	}
	if !good {
		return nil, true
	}
	prog, _ := v.srv.lot.Take(id)
	return prog, true
}

// resume takes a session up again. The middleware decides as it does for a page load.
func (v *visitor) resume(m wire.Resume) (serve func()) {
	ses := v.srv.sessions.Find(m.Session)
	if ses == nil {
		v.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	prog := ses.Program().(*program)
	if prog.cookie != cookieOf(v.r) || path(v.r) != prog.path {
		v.srv.log().Warn("live: resume with another cookie or path", "path", v.r.URL.Path)
		v.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	at, err := v.srv.visit(v.r, true)
	if err == nil && at.page != prog.page {
		err = errAnotherPage
	}
	if busy, ok := errors.AsType[*synthetic.StatusError](err); ok && busy.Temporary() {
		v.srv.log().Warn("live: a resume has to wait", "path", v.r.URL.Path, "err", err)
		v.conn.Close(wire.Reconnect, wire.Busy)
		return nil
	}
	if err != nil {
		ses.RefuseResume(v.conn)
		return v.notLive(err)
	}
	var secret string
	if !ses.Resume(v.conn, m, func() string { secret = v.srv.sessions.RotateSecret(m.Session); return secret }) {
		v.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	return func() {
		ses.Serve(v.conn, v.srv.limits(), true, func() { v.srv.sessions.ConfirmSecret(secret) })
	}
}

func (v *visitor) notLive(err error) (serve func()) {
	v.srv.log().Warn("live: the page is not live: its own URL does not answer with it", "path", v.r.URL.Path, "err", err)
	v.conn.Close(wire.Reload, wire.NotLive)
	return nil
}

func cookieOf(r *http.Request) string {
	if c, err := r.Cookie(cookieName); err == nil {
		return c.Value
	}
	return ""
}
