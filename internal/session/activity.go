package session

import (
	"sync"
	"sync/atomic"
)

// An activity is what the program of a page is doing. Its mutex is held only for a few
// instructions.
type activity struct {
	running atomic.Bool

	mu    sync.Mutex // guards the fields below
	name  string     // of the handler or method that is running
	calls uint64     // number of calls that have begun
}

// begin records that a handler or method of the program begins.
func (a *activity) begin(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running.Store(true)
	a.name = name
	a.calls++
}

// end records that it has returned.
func (a *activity) end() { a.running.Store(false) }

// current returns the name of what is running, and the number of that call. It reports false if nothing
// is running.
func (a *activity) current() (name string, call uint64, running bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.name, a.calls, a.running.Load()
}

// RunUnadopted calls fn, which runs the program outside of the runner, before the join. name is that of
// what runs, for OnSlow.
func (p *Page) RunUnadopted(name string, fn func()) {
	p.activity.begin(name)
	defer p.activity.end()
	p.opt.slow.add(p)
	defer p.opt.slow.remove(p)
	fn()
}

// InProgram reports whether a method or task of the program is running.
func (p *Page) InProgram() bool {
	return p.activity.running.Load()
}

// LastName returns the name of what is running, or has run last; "" if nothing has.
func (p *Page) LastName() string {
	name, _, _ := p.activity.current()
	return name
}

// Name changes the name of what is running, for OnSlow. It must be called by the program.
func (p *Page) Name(name string) {
	p.activity.mu.Lock()
	defer p.activity.mu.Unlock()
	p.activity.name = name
}
