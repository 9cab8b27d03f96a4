package live

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/internal/session"
)

// slowHandlerText describes a call to reportSlow.
const slowHandlerText = "live: a handler is still running; the page does not react until it returns. " +
	"Load data with Async.Load, or work in a Task"

// reportSlow logs a handler or method of a view that has been running for long, with the stack of its
// goroutine: once per minute for each of a type of view. It is called by a goroutine of its own.
func (srv *Server) reportSlow(half *session.Page, call session.SlowCall) {
	p := half.Program().(*program)
	kind := fmt.Sprintf("%T\x00%s", p.root.view, call.Name)
	p.show(problem{Kind: problemSlow, Text: fmt.Sprintf("%s of %T ran for more than %v. The page did not react meanwhile: "+
		"load data with Async.Load, or work in a Task", call.Name, p.root.view, srv.options.SlowLimit)})
	p.log.WarnOnce(slowHandlerText, kind, func() []any {
		stack := call.Stack()
		if stack == "" {
			stack = "not available"
		}
		return []any{"in", call.Name, "running", call.Elapsed.Round(time.Millisecond), "stack", stack}
	})
}
