package live

import (
	"errors"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

// join adopts the view that rendered the page, or mounts a new one. It reports false if it has ended the
// session.
func (h *handshake) join(m wire.Join) (joined bool) {
	if h.isFirst && m.Sticky != "" {
		return h.reject(wire.Malformed)
	}
	done, ok := h.admitJoin() // before the token is used up
	if !ok {
		return false
	}
	defer done()
	tok, userTag, _ := strings.Cut(m.Token, ".")
	unadopted, ok := h.takeUnadopted(tok, m.Sticky)
	if !ok {
		return false
	}
	get := &syntheticGet{sticky: m.Sticky, adopt: unadopted, since: h.since}
	defer func() { // also if the application's code calls runtime.Goexit
		unadopted.endUnlessJoined()
		get.prog.endUnlessJoined()
	}()
	isFetched := !h.isFirst && m.Sticky == "" && tok != ""
	switch {
	case isFetched && unadopted != nil:
		get.prog = unadopted
		h.keepResult(checkedURL{unadopted.pageURI(), unadopted.page, unadopted.identity, nil})
	case isFetched: // a synthetic GET would have the cookies of the request that opened the connection
		return h.reject(wire.Elsewhere)
	case h.r != nil:
		if err := h.sendJoinGet(get); isStickyError(err) && !h.isAbandoned() {
			return h.reject(wire.Crashed) // what has failed is logged
		} else if err != nil {
			return h.refuse(err)
		}
	case unadopted == nil:
		return h.reject(wire.Elsewhere)
	default:
		get.prog = unadopted
	}
	prog := get.prog
	adopted := prog == unadopted
	prog.client = newClient(m.Client)
	prog.cookie, prog.clientKey = hashCookie(h.cookie), h.clientKey
	reply := wire.Joined{Adopted: adopted, MaxMessage: h.srv.MaxMessageBytes}
	if !adopted {
		reply.Title = prog.remountTitle()
		prog.checkLayoutIDs()
		if reply.Title == nil {
			prog.findSticky()
		}
		if !h.srv.isUserTag(userTag, prog.identity, h.cookie) {
			reply.User = h.srv.newUserTag(prog.identity, h.cookie)
		}
		if isOtherUser := m.Token != "" && reply.User != ""; !isOtherUser {
			var err error
			if reply.Unrecovered, err = prog.recoverForms(m.Forms); err != nil {
				return h.refuse(err)
			}
		}
	}
	if !h.commit() {
		return false
	}
	if !h.srv.disconnects.release(prog) {
		prog.ses.End(wire.Lost)
	}
	h.setProgram(prog)
	if m.More {
		prog.mayOpenMore.Store(true)
	}
	h.joinDocument(prog)
	prog.takeNestedPlaces()
	reply.Session = h.srv.sessions.Add(prog.ses)
	h.givePlace(prog)
	if !prog.ses.Join(h.link, m, reply) {
		prog.returnPlace()
		h.srv.sessions.Remove(prog.ses)
		return h.reject(wire.Gone)
	}
	if adopted {
		h.srv.counters.adopted.Add(1)
	} else {
		h.srv.counters.remounted.Add(1)
	}
	if !isFetched { // what may have been missed since its own GET, it has noticed by itself
		h.checkMissed(prog)
	}
	if h.srv.shuttingDown() { // Shutdown may not have seen the new session
		prog.ses.Drain(0)
	}
	return true
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
	if h.r != nil && h.srv.disconnects.mustReconnect(prog, h.since) {
		prog.ses.Disconnect()
	}
}

// sendJoinGet sends get, unless it adopts a sticky view and the result of another synthetic GET to the same
// URL, such as that of the page, can be used.
func (h *handshake) sendJoinGet(get *syntheticGet) error {
	if p := get.adopt; p != nil && p.sticky != nil {
		if c := h.check(); c.err == nil && c.page == p.page && c.identity == p.identity {
			get.prog = p
			return nil
		}
	}
	err := h.srv.sendSyntheticGet(h.r, get)
	if err == nil && get.sticky == "" {
		h.keepResult(checkedURL{h.r.RequestURI, get.page, get.identity, nil})
	}
	return err
}

// takeUnadopted returns the program that rendered the page, or the sticky view with a key, of a token, or nil
// if there is none, or if it belongs to another user than the connection: the pages that sleep then end. If the token
// is forged, takeUnadopted ends the session and reports false.
func (h *handshake) takeUnadopted(tok, sticky string) (*program, bool) {
	if tok == "" {
		return nil, true
	}
	scope := token.Scope{Path: h.path, Cookie: h.cookie}
	id, valid, err := token.Open(h.srv.secrets.verify, tok, scope, time.Now())
	if err != nil {
		h.warn("live: invalid token: forged, or signed with a different Server.Secret")
		if token.MayBeCurrent(tok, time.Now()) {
			h.srv.countAdoptable(true)
		}
		h.reject(wire.Forged)
		return nil, false
	}
	if !valid {
		return nil, true
	}
	isOther := false
	prog, found := h.srv.unadopted.TakeIf(id, func(p *program) bool {
		isOther = !h.isFirst && !h.isOfUser(p)
		return !isOther
	})
	if isOther { // it waits for a connection of that user
		h.mux.EndAsleep(wire.Identity)
		return nil, true
	}
	switch isForeign := !strings.HasPrefix(id, h.srv.node); {
	case isForeign && !h.isFirst && sticky == "": // the client joins it on another connection
		h.srv.counters.elsewhere.Add(1)
		h.link.Close(wire.Elsewhere)
		return nil, false
	case found || isForeign:
		h.srv.countAdoptable(isForeign)
	}
	if found && prog.stickyKey() != sticky {
		prog.ses.End(wire.Lost)
		return nil, true
	}
	if found && h.r != nil && (h.isFirst || sticky != "") {
		h.srv.disconnects.hold(prog, h.since)
	}
	return prog, true
}

// errWrongPage is the error of a synthetic GET that reaches another page. The usual cause is a
// handler that calls Page for each request.
var errWrongPage = errors.New("the request reached a different live.Page than the one that rendered the page; " +
	"create each Page once, not per request")

// refuse ends the session with a code that makes the client load the page again. It returns false.
func (h *handshake) refuse(err error) bool {
	if h.isAbandoned() {
		return false
	}
	h.warn("live: cannot join or resume: a GET of the page's URL did not reach its live.Page", "err", err)
	return h.reject(wire.NotLive)
}

// reject ends the session and counts that. It returns false.
func (h *handshake) reject(reason wire.Reason) bool {
	h.srv.counters.refused.Add(1)
	h.link.Close(reason)
	return false
}
