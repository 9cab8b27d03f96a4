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
	tok, userTag, _ := strings.Cut(m.Token, ".")
	unadopted, ok := h.takeUnadopted(tok)
	if !ok {
		return nil
	}
	get := &syntheticGet{adopt: unadopted, since: h.since}
	defer func() { // also if the application's code calls runtime.Goexit
		unadopted.endUnlessJoined()
		get.prog.endUnlessJoined()
	}()
	err := h.srv.sendSyntheticGet(h.r, get)
	prog := get.prog
	if err != nil {
		return h.refuse(err)
	}
	adopted := prog == unadopted
	prog.client = newClient(m.Client)
	cookie := browserCookie(h.r)
	prog.cookie, prog.clientKey = hashCookie(cookie), h.clientKey
	reply := wire.Joined{Adopted: adopted, MaxMessage: h.srv.MaxMessageBytes}
	if !adopted {
		reply.Title = prog.remountTitle()
		if !h.srv.isUserTag(userTag, prog.identity, cookie) {
			reply.User = h.srv.newUserTag(prog.identity, cookie)
		}
		if isOtherUser := m.Token != "" && reply.User != ""; !isOtherUser {
			if err := prog.recoverForms(m.Forms); err != nil {
				return h.refuse(err)
			}
		}
	}
	if !h.commit() {
		return nil
	}
	if !h.srv.disconnects.release(prog) {
		prog.ses.End(wire.Lost)
	}
	reply.Session = h.srv.sessions.Add(prog.ses)
	h.givePlace(prog)
	if !prog.ses.Join(h.conn, reply, m.Checksum) {
		prog.returnPlace()
		h.srv.sessions.Remove(prog.ses)
		return h.reject(wire.Gone)
	}
	if adopted {
		h.srv.counters.adopted.Add(1)
	} else {
		h.srv.counters.remounted.Add(1)
	}
	h.checkMissed(prog)
	if h.srv.shuttingDown() { // Shutdown may not have seen the new session
		prog.ses.Drain(0)
	}
	ses, conn, limits := prog.ses, h.conn, h.srv.limits() // the function must not keep the request
	return func() { ses.Serve(conn, limits, false, nil) }
}

// endUnlessJoined ends the program, which may be nil, unless the caller has joined it.
func (p *program) endUnlessJoined() {
	if p != nil && !p.hasPlace.Load() {
		p.ses.End(wire.Lost)
	}
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
	scope := token.Scope{Path: h.srv.pagePath(h.r), Cookie: browserCookie(h.r)}
	id, valid, err := token.Open(h.srv.secrets.verify, tok, scope, time.Now())
	if err != nil {
		h.srv.warn(h.r, "live: invalid token: forged, or signed with a different Server.Secret")
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
	if found {
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
	if h.isAbandoned() {
		return nil
	}
	h.srv.warn(h.r, "live: cannot join or resume: a GET of the page's URL did not reach its live.Page", "err", err)
	return h.reject(wire.NotLive)
}

// reject closes the connection and counts that. It returns nil.
func (h *handshake) reject(reason wire.Reason) (serve func()) {
	h.srv.counters.refused.Add(1)
	h.conn.Close(reason)
	return nil
}
