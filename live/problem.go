package live

import (
	"errors"
	"fmt"
	"sync"

	"github.com/lively-go/lively/internal/wire"
)

// A problem is a mistake in the application's code that was found while a page is shown. Development
// mode shows it in the page.
type problem struct {
	Kind  problemKind `json:"kind"`
	Text  string      `json:"text"`            // what is wrong, and what to do
	Quote string      `json:"quote,omitempty"` // the markup around the place; "" if there is none
}

// A problemKind is what a problem is about.
type problemKind string

const (
	problemEvent     problemKind = "event"
	problemBinding   problemKind = "binding"
	problemMarkup    problemKind = "markup"
	problemSlow      problemKind = "slow"
	problemSocket    problemKind = "socket"
	problemNested    problemKind = "nested view"
	problemSticky    problemKind = "sticky view"
	problemID        problemKind = "id"
	problemList      problemKind = "list"
	problemComponent problemKind = "component"
	problemLayout    problemKind = "layout"
)

// newProblem returns the problem that err describes.
func newProblem(kind problemKind, err error) problem {
	pr := problem{Kind: kind, Text: err.Error()}
	if m, ok := errors.AsType[*markupError](err); ok {
		pr.Quote = m.quote
	}
	return pr
}

// checks is what a program records of the mistakes that were found in its view.
type checks struct {
	hash uint64 // of the markup that checkRender has seen last; used by the runner

	mu    sync.Mutex       // guards shown
	shown map[problem]bool // in the page
}

// maxProblems is the number of problems that a page shows.
const maxProblems = 50

// problemPush is the name of the push effect of a problem: the browser dispatches it as live:dev.
const problemPush = "dev"

// report logs a problem as a warning, at most once per minute for a type of view, shows it in the page
// in development, and fails the test in package livetest.
func (p *program) report(pr problem) {
	p.warnProblem(pr)
	p.hooks.Misused(errors.New(pr.Text))
}

// warnProblem is report without the failure of a test.
func (p *program) warnProblem(pr problem) {
	p.log.WarnOnce("live: mistake in the application: "+string(pr.Kind), fmt.Sprintf("%T\x00%s", p.root.view, pr.Text), func() []any {
		args := []any{"problem", pr.Text}
		if pr.Quote != "" && p.srv.Dev {
			args = append(args, "markup", pr.Quote)
		}
		return args
	})
	p.show(pr)
}

// show shows a problem in the page, in development, once. It may be called by any goroutine.
func (p *program) show(pr problem) {
	if !p.srv.Dev {
		return
	}
	c := p.checks
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shown[pr] || len(c.shown) >= maxProblems {
		return
	}
	if c.shown == nil {
		c.shown = map[problem]bool{}
	}
	c.shown[pr] = true
	if e, err := wire.Push(problemPush, pr); err == nil {
		p.ses.AddEffect(e)
	}
}
