package live

import (
	"errors"
	"sync"
	"time"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// A nested is the place of a nested view in its parent. It stays when the view is mounted again. Unless
// they say otherwise, its methods must be called by the parent's runner or, in the GET, by the goroutine
// that renders the parent.
type nested struct {
	parent  *program
	owner   *instance // the view or component that renders it
	key     string
	num     uint64 // of its element: the value of live-root
	kind    *nestedKind
	options nestedOptions
	context diff.Context // of its content

	props     any
	lastPass  uint64
	enclosing *memo    // the innermost Memo around it
	prog      *program // of the view; nil while it is not mounted
	waiting   bool     // for Show, because the view is lazy
	failures  int      // in a row
	mountedAt time.Time
	starting  *program // being mounted by another goroutine; nil if there is none
	stopRetry func()   // nil unless it waits for a retry

	mu       sync.Mutex
	ended    bool     // the parent does not render it any more
	mounting *program // mounted by another goroutine, and not passed to the parent yet
}

const (
	// maxRetryDelay is the longest time after which a nested view is mounted again.
	maxRetryDelay = 30 * time.Second

	// failureTime is how long a nested view must run before the next failure counts as the first one.
	failureTime = time.Minute
)

// path returns the keys of n and of the nested views around it, the outermost first. It may be called by
// any goroutine.
func (n *nested) path() string {
	if place := n.parent.host; place != nil {
		return place.path() + "/" + n.key
	}
	return n.key
}

// start mounts the view: in the GET at once, later by a goroutine of its own.
func (n *nested) start() {
	n.stopRetry = nil
	prog := n.newProgram()
	if n.parent.joined {
		n.startAlone(prog)
		return
	}
	completed := false
	defer func() {
		if !completed { // the application's code called runtime.Goexit
			prog.ses.End(wire.Lost)
		}
	}()
	err := prog.mountNested(n.props)
	completed = true
	if err == nil {
		n.open(prog)
		return
	}
	prog.ses.End(wire.Lost)
	if n.parent.redirect() == "" {
		n.fail(prog, err)
	}
}

// startAlone makes another goroutine mount prog and pass it to the parent.
func (n *nested) startAlone(prog *program) {
	if !prog.takePlace() {
		prog.ses.End(wire.Lost)
		n.fail(prog, errNoPlace)
		return
	}
	props := n.props
	n.starting = prog
	prog.hooks.Pending(1)
	go func() {
		err := errors.New("live: the nested view called runtime.Goexit")
		defer func() {
			if err = prog.located(err); err != nil || !n.finish(prog) {
				prog.ses.End(wire.Lost)
			}
			n.parent.ses.Page.Post(func() { n.mounted(prog, err) })
			prog.hooks.Pending(-1)
		}()
		err = prog.mountNested(props)
	}()
}

// finish records that a goroutine has mounted prog. It reports false if n has ended. It may be called by
// any goroutine.
func (n *nested) finish(prog *program) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ended {
		return false
	}
	n.mounting = prog
	return true
}

// mounted receives the view that another goroutine has mounted.
func (n *nested) mounted(prog *program, err error) {
	n.mu.Lock()
	n.starting, n.mounting = nil, nil
	ended := n.ended
	n.mu.Unlock()
	switch {
	case ended:
	case err != nil:
		n.fail(prog, err)
	default:
		prog.takeNestedPlaces()
		n.open(prog)
		n.passProps()
	}
}

// open makes prog the session of the element.
func (n *nested) open(prog *program) {
	n.prog, n.mountedAt = prog, time.Now()
	n.parent.ses.AddChild(int(n.num), prog.ses)
}

// fail records that prog could not be mounted, and schedules the next attempt.
func (n *nested) fail(prog *program, err error) {
	if n.options.lazy && n.failures == 0 { // after a remount, the client still shows what the view rendered before
		n.showFallback()
	}
	delay := n.retry()
	prog.log.Error("live: a nested view is not mounted", err, "retry", delay)
	n.parent.show(newProblem(problemNested, err))
}

// retry schedules that the view is mounted again, and returns after which time.
func (n *nested) retry() time.Duration {
	delay := min(time.Second<<min(n.failures, 10), maxRetryDelay)
	n.failures++
	n.stopRetry = n.parent.ses.Page.After(delay, func(time.Time) { n.start() }).Stop
	return delay
}

// crashed is called when the session of the view has ended by itself.
func (n *nested) crashed() {
	if n.prog = nil; time.Since(n.mountedAt) >= failureTime {
		n.failures = 0
	}
	n.showFallback()
	n.retry()
}

// showFallback makes the next render contain a new element for n if there is a fallback: a new element shows its
// content.
func (n *nested) showFallback() {
	if n.options.fallback == nil {
		return
	}
	delete(n.parent.nestedViews(), n.num)
	n.setNumber()
	n.invalidateMemos()
}

// setNumber gives n the next number.
func (n *nested) setNumber() {
	p := n.parent
	p.lastNum++
	n.num = p.lastNum
	all := p.addLeaves()
	if all.nested == nil {
		all.nested = map[uint64]*nested{}
	}
	all.nested[n.num] = n
}

// invalidateMemos invalidates every Memo around n.
func (n *nested) invalidateMemos() {
	n.enclosing.invalidate()
	n.owner.invalidateMemos()
}

// end ends the view, because its parent does not render it any more, or ends.
func (n *nested) end() {
	n.mu.Lock()
	n.ended = true
	mounting := n.mounting
	n.mounting = nil
	n.mu.Unlock()
	delete(n.parent.nestedViews(), n.num)
	if n.stopRetry != nil {
		n.stopRetry()
	}
	if n.waiting {
		n.parent.ses.RemoveLazy(int(n.num))
	}
	if n.starting != nil {
		n.starting.cancel() // its Mount should return soon
	}
	if mounting != nil {
		mounting.ses.End(wire.Lost)
	}
	if n.prog != nil {
		n.parent.ses.RemoveChild(n.prog.ses)
		n.prog.ses.End(wire.Lost)
		n.prog = nil
	}
}

// endNested ends the nested views of inst.
func (inst *instance) endNested() {
	for _, n := range inst.nested {
		n.end()
	}
	inst.nested = nil
}

var _ session.Parent = (*program)(nil)

// ChildEnded implements session.Parent.
func (p *program) ChildEnded(child *session.Session, _ wire.Reason) {
	prog := child.Page.Program().(*program)
	if n := prog.host; n.prog == prog {
		n.crashed()
	}
}

// Show implements session.Parent.
func (p *program) Show(element int) {
	if n := p.nestedView(uint64(element)); n != nil && n.waiting {
		n.waiting = false
		n.start()
	}
}
