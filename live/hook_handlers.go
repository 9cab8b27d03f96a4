package live

import (
	"strconv"

	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
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

// Kill implements testhook.Handlers, as do ID and Ended.
func (h testHandlers) Kill()       { h.p.ses.End(wire.Gone) }
func (h testHandlers) ID() uint64  { return h.p.id }
func (h testHandlers) Ended() bool { return h.p.ses.Page.Ended() }

// hookName returns the name of a view for a test: the numbers of the elements that lead to a nested view, or the
// key of a sticky view. It is empty for the page.
func (p *program) hookName() string {
	if p.sticky != nil {
		return "sticky:" + p.sticky.key
	}
	if p.host == nil {
		return ""
	}
	name := strconv.FormatUint(p.host.num, 10)
	if parent := p.host.parent.hookName(); parent != "" {
		name = parent + "/" + name
	}
	return name
}

// rendered notifies a test that p was rendered.
func (p *program) rendered() {
	p.hooks.Rendered(
		p.hookName,
		func() testhook.Handlers { return testHandlers{p.newHandlerTable(), p} },
	)
}
