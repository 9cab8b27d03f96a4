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
	srv   *Server
	conn  *socket.Conn
	r     *http.Request
	since uint64 // number of the last Disconnect before the connection was opened
}

// join adopts the view that rendered the page, or mounts a new one. It returns a function that
// reads the connection, or nil if it has closed the connection.
func (h *handshake) join(m wire.Join) (serve func()) {
	tok, userTag, _ := strings.Cut(m.Token, ".")
	unadopted, ok := h.takeUnadopted(tok)
	if !ok {
		return nil
	}
	get := &syntheticGet{adopt: unadopted, since: h.since}
	err := h.srv.sendSyntheticGet(h.r, get)
	prog := get.prog
	if unadopted != nil && prog != unadopted {
		unadopted.ses.End(0, "")
	}
	if err != nil {
		return h.refuse(err)
	}
	adopted := prog == unadopted
	prog.client = Client{
		TimeZone: m.Client.TimeZone, Language: m.Client.Language, Width: m.Client.Width, Height: m.Client.Height,
	}
	cookie := browserCookie(h.r)
	prog.cookie, prog.clientKey = hashCookie(cookie), h.srv.clientKey(h.r)
	reply := wire.Joined{Epoch: firstEpoch, Adopted: adopted}
	if !adopted {
		reply.Title = prog.title
		if !h.srv.isUserTag(userTag, prog.identity, cookie) {
			reply.User = h.srv.newUserTag(prog.identity, cookie)
		}
	}
	sendHTML := !adopted || prog.ses.Checksum() != m.Checksum
	if !h.srv.disconnects.release(prog) {
		prog.ses.End(0, "")
	}
	reply.Session = h.srv.sessions.Add(prog.ses)
	if !prog.ses.Join(h.conn, reply, sendHTML) {
		h.srv.sessions.Remove(prog.ses)
		h.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	h.checkMissed(prog)
	if h.srv.shuttingDown() { // Shutdown may not have seen the new session
		prog.ses.Drain(0)
	}
	return func() { prog.ses.Serve(h.conn, h.srv.limits(), false, nil) }
}

// checkMissed closes the connection, so that the page resumes on another one, if a Disconnect may have
// been missed since the connection was opened.
func (h *handshake) checkMissed(prog *program) {
	if h.srv.disconnects.mustReconnect(prog, h.since) {
		prog.ses.Disconnect()
	}
}

// takeUnadopted returns the program that rendered the page of a token, or nil if there is none. If
// the token is forged, takeUnadopted closes the connection and reports false.
func (h *handshake) takeUnadopted(tok string) (*program, bool) {
	if tok == "" {
		return nil, true
	}
	scope := token.Scope{Path: pagePath(h.r), Cookie: browserCookie(h.r)}
	id, valid, err := token.Open(h.srv.secrets.verify, tok, scope, time.Now())
	if err != nil {
		h.srv.log().Warn("live: invalid token: forged, or signed with a different Server.Secret", "path", h.r.URL.Path)
		h.conn.Close(wire.Remount, wire.Forged)
		return nil, false
	}
	if !valid {
		return nil, true
	}
	prog, ok := h.srv.unadopted.Take(id)
	if ok {
		h.srv.disconnects.hold(prog, h.since)
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
	h.conn.Close(wire.Reload, wire.NotLive)
	return nil
}
