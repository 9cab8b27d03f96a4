package live

import (
	"errors"

	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/wire"
)

// resume takes a session up again. The middleware decides as it does for a page load.
func (v *visitor) resume(m wire.Resume) (serve func()) {
	ses := v.srv.sessions.Find(m.Session)
	if ses == nil {
		v.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	prog := ses.Program().(*program)
	if prog.cookie != cookieOf(v.r) || path(v.r) != prog.path {
		v.srv.log().Warn("live: resume with another cookie or path", "path", v.r.URL.Path)
		v.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	at, err := v.srv.visit(v.r, true)
	if err == nil && at.page != prog.page {
		err = errAnotherPage
	}
	if busy, ok := errors.AsType[*synthetic.Status](err); ok && busy.Temporary() {
		v.srv.log().Warn("live: a resume has to wait", "path", v.r.URL.Path, "err", err)
		v.conn.Close(wire.Reconnect, wire.Busy)
		return nil
	}
	if err != nil {
		ses.RefuseResume(v.conn)
		return v.notLive(err)
	}
	var secret string
	if !ses.Resume(v.conn, m, func() string { secret = v.srv.sessions.RotateSecret(m.Session); return secret }) {
		v.conn.Close(wire.Remount, wire.Gone)
		return nil
	}
	return func() {
		ses.Serve(v.conn, v.srv.limits(), true, func() { v.srv.sessions.ConfirmSecret(secret) })
	}
}
