package live

import (
	"errors"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

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
	if !prog.ses.Join(v.conn, reply, !adopted || prog.ses.Checksum() != m.Sum) {
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
	id, good, err := token.Open(v.srv.Secret, tok, token.Binding{Path: path(v.r), Cookie: cookieOf(v.r)}, time.Now())
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

// errAnotherPage also comes from a handler that calls Page for each request.
var errAnotherPage = errors.New("another live.Page was reached than the one that rendered it: make it once, outside of handlers")

func (v *visitor) notLive(err error) (serve func()) {
	v.srv.log().Warn("live: the page is not live: its own URL does not answer with it", "path", v.r.URL.Path, "err", err)
	v.conn.Close(wire.Reload, wire.NotLive)
	return nil
}
