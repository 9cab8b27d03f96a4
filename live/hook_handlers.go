package live

import "github.com/lively-go/lively/internal/testhook"

// testHandlers are the event handlers of a program, for a test.
type testHandlers struct {
	handlerTable
	p *program
}

// Crash implements testhook.Handlers.
func (h testHandlers) Crash() {
	h.p.ses.Page.Post(func() { panic("a test has called Crash") })
}

// rendered notifies a test that p was rendered.
func (p *program) rendered() {
	p.hooks.Rendered(
		func() string { return "" },
		func() testhook.Handlers { return testHandlers{p.newHandlerTable(), p} },
	)
}
