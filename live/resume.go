package live

import (
	"errors"

	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/wire"
)

// resume reattaches the connection to a detached session, if the synthetic GET reaches its page. It
// returns a function that reads the connection, or nil if it has closed the connection.
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
	prog := ses.Program().(*program)
	if prog.cookie != browserCookie(h.r) || pagePath(h.r) != prog.path {
		h.srv.log().Warn("live: resume with a different cookie or path", "path", h.r.URL.Path)
		return h.reject(wire.Gone)
	}
	get, err := h.srv.sendSyntheticGet(h.r, true)
	if err == nil && get.page != prog.page {
		err = errWrongPage
	}
	if status, ok := errors.AsType[*synthetic.StatusError](err); ok && status.Temporary() {
		h.srv.log().Warn("live: resume deferred: the application is busy", "path", h.r.URL.Path, "err", err)
		return h.reject(wire.Busy)
	}
	if err != nil {
		ses.RefuseResume(h.conn)
		return h.refuse(err)
	}
	var secret string
	if !ses.Resume(h.conn, m, func() string { secret = h.srv.sessions.RotateSecret(m.Session); return secret }) {
		return h.reject(wire.Gone)
	}
	h.srv.counters.resumed.Add(1)
	return func() {
		ses.Serve(h.conn, h.srv.limits(), true, func() { h.srv.sessions.ConfirmSecret(secret) })
	}
}
