package live

import (
	"errors"

	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/wire"
)

// resume reattaches the connection to a detached session, if the synthetic GET reaches its page for the
// same user. It reports false if it has ended the session for the client.
func (h *handshake) resume(m wire.Resume) (resumed bool) {
	ses := h.srv.sessions.Find(m.Session)
	if ses == nil && h.srv.sessions.IsForeign(m.Session) {
		h.srv.counters.elsewhere.Add(1)
		h.link.Close(wire.Elsewhere)
		return false
	}
	if ses == nil {
		return h.reject(wire.Gone)
	}
	prog := ses.Page.Program().(*program)
	if h.isFirst && prog.sticky != nil {
		return h.reject(wire.Malformed)
	}
	if !h.isFirst && !h.setURL(prog.pageURI()) {
		return h.reject(wire.Gone)
	}
	if h.r == nil {
		return h.reject(wire.Elsewhere)
	}
	sameBrowser := prog.cookie == hashCookie(h.cookie)
	if !sameBrowser && prog.identity == "" || h.path != prog.path {
		h.warn("live: resume with a different cookie or path")
		return h.reject(wire.Gone)
	}
	done, ok := h.admitGet()
	if !ok {
		return false
	}
	defer done()
	get := h.check()
	err := get.err
	if h.isAbandoned() {
		return false
	}
	if err == nil && get.page != prog.page {
		err = errWrongPage
	}
	if status, ok := errors.AsType[*synthetic.StatusError](err); ok && status.Temporary() {
		h.warn("live: resume deferred: the application is busy", "err", err)
		return h.reject(wire.Busy)
	}
	if !sameBrowser && (err != nil || get.identity != prog.identity) { // it may have a copy of the secret
		h.warn("live: resume with a different cookie, and not by the user of the page", "err", err)
		return h.reject(wire.Gone)
	}
	if err != nil {
		ses.RefuseResume(h.link, wire.NotLive)
		return h.refuse(err)
	}
	if get.identity != prog.identity {
		h.warn("live: a page ends because its browser belongs to another user now")
		ses.RefuseResume(h.link, wire.Identity)
		return h.reject(wire.Identity)
	}
	if !h.commit() {
		return false
	}
	h.setProgram(prog)
	h.joinDocument(prog)
	srv, secret := h.srv, "" // the function must not keep the request
	h.link.OnFirstMessage(func() { srv.sessions.ConfirmSecret(secret) })
	if !ses.Resume(h.link, m, func() string { secret = srv.sessions.RotateSecret(m.Session); return secret }) {
		return h.reject(wire.Gone)
	}
	srv.counters.resumed.Add(1)
	h.checkMissed(prog)
	return true
}
