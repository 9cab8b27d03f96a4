package live

import (
	"strconv"

	"github.com/lively-go/lively/internal/testhook"
)

// testHandlers are the event handlers of a program, for a test.
type testHandlers struct {
	handlerTable
	p *program
}

// Crash implements testhook.Handlers.
func (h testHandlers) Crash() {
	h.p.ses.Page.Post(func() { panic("a test has called Crash") })
}

// hookNameOf returns the name of a nested view for a test: the numbers of the elements that lead to it.
func hookNameOf(n *nested) string {
	name := strconv.FormatUint(n.num, 10)
	if n.parent.hookName != "" {
		name = n.parent.hookName + "/" + name
	}
	return name
}

// rendered notifies a test that p was rendered.
func (p *program) rendered() {
	p.hooks.Rendered(
		func() string { return p.hookName },
		func() testhook.Handlers { return testHandlers{p.newHandlerTable(), p} },
	)
}
