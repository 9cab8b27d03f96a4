package live

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

// A handshake is a new connection whose client has sent its first message.
type handshake struct {
	srv  *Server
	conn *socket.Conn
	r    *http.Request
}

// join adopts the view that rendered the page, or mounts a new one. It returns a function that
// reads the connection, or nil if it has closed the connection.
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
	get, err := h.srv.sendSyntheticGet(h.r, adopted)
	if err == nil && adopted && get.page != rendered {
		err = errWrongPage
	}
	if err != nil {
		if adopted {
			prog.ses.End(wire.Lost)
		}
		return h.refuse(err)
	}
	if !adopted {
		prog = get.prog
	}
	prog.client = Client{
		TimeZone: m.Client.TimeZone, Language: m.Client.Language, Width: m.Client.Width, Height: m.Client.Height,
	}
	prog.cookie, prog.clientKey = browserCookie(h.r), h.srv.clientKey(h.r)
	reply := wire.Joined{Session: h.srv.sessions.Add(prog.ses), Epoch: firstEpoch, Adopted: adopted}
	if !adopted {
		reply.Title = prog.title
	}
	if !prog.ses.Join(h.conn, reply, !adopted || prog.ses.Checksum() != m.Checksum) {
		h.srv.sessions.Remove(prog.ses)
		return h.reject(wire.Gone)
	}
	if adopted {
		h.srv.counters.adopted.Add(1)
	} else {
		h.srv.counters.remounted.Add(1)
	}
	if h.srv.shuttingDown() { // Shutdown may not have seen the new session
		prog.ses.Drain(0)
	}
	return func() { prog.ses.Serve(h.conn, h.srv.limits(), false, nil) }
}

// takeUnadopted returns the program that rendered the page of a token, or nil if there is none. If
// the token is forged, takeUnadopted closes the connection and reports false.
func (h *handshake) takeUnadopted(tok string) (*program, bool) {
	if tok == "" {
		return nil, true
	}
	scope := token.Scope{Path: pagePath(h.r), Cookie: browserCookie(h.r)}
	id, valid, err := token.Open(h.srv.Secret, tok, scope, time.Now())
	if err != nil {
		h.srv.log().Warn("live: invalid token: forged, or signed with a different Server.Secret", "path", h.r.URL.Path)
		if token.MayBeCurrent(tok, time.Now()) {
			h.srv.countAdoptable(true)
		}
		h.reject(wire.Forged)
		return nil, false
	}
	if !valid {
		return nil, true
	}
	prog, found := h.srv.unadopted.Take(id)
	if isForeign := !strings.HasPrefix(id, h.srv.node); found || isForeign {
		h.srv.countAdoptable(isForeign)
	}
	return prog, true
}

// errWrongPage is the error of a synthetic GET that reaches another page. The usual cause is a
// handler that calls Page for each request.
var errWrongPage = errors.New("the request reached a different live.Page than the one that rendered the page; " +
	"create each Page once, not per request")

// refuse closes the connection with a code that makes the client load the page again. It returns
// nil.
func (h *handshake) refuse(err error) (serve func()) {
	h.srv.log().Warn("live: cannot join or resume: a GET of the page's URL did not reach its live.Page",
		"path", h.r.URL.Path, "err", err)
	return h.reject(wire.NotLive)
}

// reject closes the connection and counts that. It returns nil.
func (h *handshake) reject(reason wire.Reason) (serve func()) {
	h.srv.counters.refused.Add(1)
	h.conn.Close(reason)
	return nil
}
