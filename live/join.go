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
type handshake struct {
	srv  *Server
	conn *socket.Conn
	r    *http.Request
}

// join adopts the view that rendered the page, or mounts one anew. It returns what reads the connection; nil: it was closed.
func (h *handshake) join(m wire.Join) (serve func()) {
	prog, ok := h.takeUnadopted(m.Token)
	if !ok {
		return nil
	}
	adopted := prog != nil
	var rendered *page
	if adopted {
		rendered = prog.page
	}
	v, err := h.srv.visit(h.r, adopted)
	if err == nil && adopted && v.page != rendered {
		err = errWrongPage
	}
	if err != nil {
		if adopted {
			prog.ses.End(0, "")
		}
		return h.refuse(err)
	}
	if !adopted {
		prog = v.prog
	}
	prog.client = Client{TimeZone: m.Client.TimeZone, Language: m.Client.Language, Width: m.Client.Width, Height: m.Client.Height}
	prog.cookie, prog.clientKey = browserCookie(h.r), h.srv.clientKey(h.r)
	reply := wire.Joined{Session: h.srv.sessions.Add(prog.ses), Epoch: firstEpoch, Adopted: adopted}
	if !adopted {
		reply.Title = prog.title
	}
	if !prog.ses.Join(h.conn, reply, !adopted || prog.ses.Checksum() != m.Sum) {
		h.srv.sessions.Remove(prog.ses)
		h.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	if h.srv.shuttingDown() { // Shutdown may have missed it
		prog.ses.Drain(0)
	}
	return func() { prog.ses.Serve(h.conn, h.srv.limits(), false, nil) }
}

// parked takes the view that a token stands for; nil if there is none. False: the token is forged, the connection closed.
func (h *handshake) takeUnadopted(tok string) (*program, bool) {
	if tok == "" {
		return nil, true
	}
	id, valid, err := token.Open(h.srv.Secret, tok, token.Binding{Path: pagePath(h.r), Cookie: browserCookie(h.r)}, time.Now())
	if err != nil {
		h.srv.log().Warn("live: forged token, or one signed with another Server.Secret", "path", h.r.URL.Path)
		h.conn.Close(wire.Remount, wire.Forged)
		return nil, false
	}
	if !valid {
		return nil, true
	}
	prog, _ := h.srv.unadopted.Take(id)
	return prog, true
}

// errAnotherPage also comes from a handler that calls Page for each request.
var errWrongPage = errors.New("another live.Page was reached than the one that rendered it: make it once, outside of handlers")

func (h *handshake) refuse(err error) (serve func()) {
	h.srv.log().Warn("live: the page is not live: its own URL does not answer with it", "path", h.r.URL.Path, "err", err)
	h.conn.Close(wire.Reload, wire.NotLive)
	return nil
}
