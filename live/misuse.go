package live

import (
	"errors"
	"fmt"

	"github.com/lively-go/lively/internal/pagelog"
)

// errUnmounted is the error of a method that is called after the view was unmounted.
var errUnmounted = errors.New("live: the view is unmounted")

// instance returns the instance of s. It panics if s is a Socket that no view has received.
func (s *Socket) instance(what string) *instance {
	if s == nil || s.inst == nil {
		panic("live: " + what + " of a Socket without a page; use the Socket that the view receives, and test handlers with package livetest")
	}
	return s.inst
}

// misused returns an error if no method or handler of the page's views is running: then a method of
// the Socket is called by a goroutine that must not call it, and its effect would appear together with
// that of some later event. The misuse is logged, and fails the test in package livetest. It is not
// reported after the view was unmounted: the goroutine may not know that yet. While a handler is
// running, calls of other goroutines cannot be distinguished.
func (s *Socket) misused(what string) error {
	p := s.instance(what).prog
	if p.ses.Page.InProgram() {
		return nil
	}
	if s.inst.ctx.Err() != nil {
		return errUnmounted
	}
	place := pagelog.CallerOutside("github.com/lively-go/lively/live")
	err := fmt.Errorf("live: %s was called outside of the methods and handlers of the view, and is ignored; use Socket.Do", what)
	p.log.ErrorAt(place, err.Error(), s.inst.logAttrs()...)
	p.hooks.Misused(fmt.Errorf("%w (at %s)", err, place))
	p.show(problem{Kind: problemSocket, Text: err.Error() + " (at " + place + ")"})
	return err
}
