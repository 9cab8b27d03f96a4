package live

import (
	"errors"

	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/wire"
)

// resume reattaches the connection to a detached session, if the synthetic GET reaches its page for the
// same user. It returns a function that reads the connection, or nil if it has closed the connection.
func (h *handshake) resume(m wire.Resume) (serve func()) {
	ses := h.srv.sessions.Find(m.Session)
	if ses == nil && h.srv.sessions.IsForeign(m.Session) {
		h.srv.counters.elsewhere.Add(1)
		h.conn.Close(wire.Elsewhere)
		return nil
	}
	if ses == nil {
		return h.reject(wire.Gone)
	}
	prog := ses.Page.Program().(*program)
	sameBrowser := prog.cookie == hashCookie(browserCookie(h.r))
	if !sameBrowser && prog.identity == "" || h.srv.pagePath(h.r) != prog.path {
		h.srv.warn(h.r, "live: resume with a different cookie or path")
		return h.reject(wire.Gone)
	}
	done, ok := h.admitGet()
	if !ok {
		return nil
	}
	defer done()
	get := &syntheticGet{checkOnly: true}
	err := h.srv.sendSyntheticGet(h.r, get)
	if h.isAbandoned() {
		return nil
	}
	if err == nil && get.page != prog.page {
		err = errWrongPage
	}
	if status, ok := errors.AsType[*synthetic.StatusError](err); ok && status.Temporary() {
		h.srv.warn(h.r, "live: resume deferred: the application is busy", "err", err)
		return h.reject(wire.Busy)
	}
	if !sameBrowser && (err != nil || get.identity != prog.identity) { // it may have a copy of the secret
		h.srv.warn(h.r, "live: resume with a different cookie, and not by the user of the page", "err", err)
		return h.reject(wire.Gone)
	}
	if err != nil {
		ses.RefuseResume(h.conn, wire.NotLive)
		return h.refuse(err)
	}
	if get.identity != prog.identity {
		h.srv.warn(h.r, "live: a page ends because its browser belongs to another user now")
		ses.RefuseResume(h.conn, wire.Identity)
		return h.reject(wire.Identity)
	}
	if !h.commit() {
		return nil
	}
	var secret string
	if !ses.Resume(h.conn, m, func() string { secret = h.srv.sessions.RotateSecret(m.Session); return secret }) {
		return h.reject(wire.Gone)
	}
	srv, conn := h.srv, h.conn // the function must not keep the request
	h.srv.counters.resumed.Add(1)
	h.checkMissed(prog)
	return func() {
		ses.Serve(conn, srv.limits(), true, func() { srv.sessions.ConfirmSecret(secret) })
	}
}
