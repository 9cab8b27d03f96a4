package live

import "time"

// Do runs fn as a handler of the view: after the events and messages that are waiting already, and
// never at the same time as another handler. The page is then rendered. Do may be called by any
// goroutine and does not block. It is the way to change a view, or to use its Socket, outside of the
// view's methods and handlers. fn receives the Socket on which Do was called.
//
// On a page that no browser has joined yet, fn runs after Joined. While the connection is lost, it
// runs without a delay. If the view is unmounted before fn runs, fn is not called.
//
// Do reports whether fn was queued. It returns false if the view is unmounted, or if the session's
// inbox is full (see [Server.MaxInbox]), which is also logged. An error returned by fn is logged, and
// the user sees that something went wrong. If fn panics or calls [runtime.Goexit], that is logged and
// the view is remounted.
func (s *Socket) Do(fn func(*Socket) error) (queued bool) {
	inst := s.instance("Socket.Do")
	if inst.ctx.Err() != nil {
		return false
	}
	queued = inst.prog.ses.Page.Do(inst.ifMounted(func() { s.run("Do", func() error { return fn(s) }) }))
	if !queued && inst.ctx.Err() == nil {
		inst.prog.log.Warn("live: Socket.Do: the inbox is full; the function is not called", inst.logAttrs()...)
	}
	return queued
}

// After calls fn once, as a handler of the view, when d has passed: since the call or, if no browser
// has joined the page yet, since the join. If d passes while the connection is lost, fn is called when
// the page resumes. If d is not positive, fn is called as soon as possible. fn is not called if the
// view is unmounted or stop is called before that.
//
// An error returned by fn is logged, and the user sees that something went wrong. If fn panics or
// calls [runtime.Goexit], that is logged and the view is remounted. stop may be called more than once.
func After(s *Socket, d time.Duration, fn func(*Socket) error) (stop func()) {
	if s.misused("After") != nil || s.inst.ctx.Err() != nil {
		return func() {}
	}
	inst := s.inst
	var c *cleanup
	t := inst.prog.ses.Page.After(d, func(time.Time) {
		c.remove()
		s.run("After", func() error { return fn(s) })
	})
	c = inst.addCleanup(t.Stop)
	return c.run
}
