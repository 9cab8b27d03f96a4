package live

import (
	"errors"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

// join adopts the view that rendered the page, or mounts a new one. It returns a function that
// reads the connection, or nil if it has closed the connection.
func (h *handshake) join(m wire.Join) (serve func()) {
	done, ok := h.admitJoin() // before the token is used up
	if !ok {
		return nil
	}
	defer done()
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
	prog.client = newClient(m.Client)
	prog.cookie, prog.clientKey = strings.Clone(browserCookie(h.r)), h.clientKey
	reply := wire.Joined{Session: h.srv.sessions.Add(prog.ses), Epoch: firstEpoch, Adopted: adopted}
	if !adopted {
		reply.Title = prog.title
	}
	if !h.commit() {
		prog.ses.End(wire.Lost)
		return nil
	}
	h.givePlace(prog)
	if !prog.ses.Join(h.conn, reply, m.Checksum) {
		prog.returnPlace()
		h.srv.sessions.Remove(prog.ses)
		h.conn.Close(wire.Gone)
		return nil
	}
	if h.srv.shuttingDown() { // Shutdown may not have seen the new session
		prog.ses.Drain(0)
	}
	ses, conn, limits := prog.ses, h.conn, h.srv.limits() // the function must not keep the request
	return func() { ses.Serve(conn, limits, false, nil) }
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
		h.conn.Close(wire.Forged)
		return nil, false
	}
	if !valid {
		return nil, true
	}
	prog, _ := h.srv.unadopted.Take(id)
	h.unadopted = prog
	return prog, true
}

// errWrongPage is the error of a synthetic GET that reaches another page. The usual cause is a
// handler that calls Page for each request.
var errWrongPage = errors.New("the request reached a different live.Page than the one that rendered the page; " +
	"create each Page once, not per request")

// refuse closes the connection with a code that makes the client load the page again. It returns
// nil.
func (h *handshake) refuse(err error) (serve func()) {
	if h.isAbandoned() {
		return nil
	}
	h.srv.log().Warn("live: cannot join or resume: a GET of the page's URL did not reach its live.Page",
		"path", h.r.URL.Path, "err", err)
	h.conn.Close(wire.NotLive)
	return nil
}
