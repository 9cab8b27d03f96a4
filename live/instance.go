package live

import (
	"context"
	"sync"
	"sync/atomic"
)

// An instance is a mounted view: the page's own or a component's. Instances form a tree, as found
// by the last completed render.
type instance struct {
	prog    *program
	parent  *instance
	key     string
	num     uint64 // live-c; 0 for the page
	view    View
	socket  Socket
	mounted bool // Mount has returned nil, and Unmount has not been called
	joined  bool

	messagesLost atomic.Bool // by one of its subscriptions

	ctx           context.Context
	cancel        context.CancelFunc
	cleanupMu     sync.Mutex    // guards cleanups
	cleanups      []*cleanup    // of subscriptions and tickers
	deferredLoads []func()      // to be started by join
	released      chan struct{} // closed when the view is unmounted; nil unless another mount waits. Guarded by the viewSet

	children  map[string]*instance
	incoming  map[string]*instance // mounted or moved here by the current pass
	lastPass  uint64               // number of the last pass that reached it
	enclosing *memo                // the innermost Memo around it
	cached    *cachedParts         // of its own render; nil before the first
	nested    map[string]*nested   // by key; nil before the first
	htmlHash  uint64               // hash of the HTML for which attrsPos is valid
	attrsPos  int                  // offset of the attributes of the root element
}

// newInstance returns an instance of view that is not mounted yet. It returns an error if another one
// has mounted the view. It panics if view is not a valid View.
func (p *program) newInstance(parent *instance, key string, view View) (*instance, error) {
	checkView(view, parent != nil || !p.isPage())
	inst := &instance{prog: p, parent: parent, key: key, view: view, ctx: p.ctx, cancel: p.cancel}
	if err := inst.claim(); err != nil {
		return nil, err
	}
	if parent != nil {
		inst.ctx, inst.cancel = context.WithCancel(p.ctx) // not the parent's context: the component may move
		p.lastNum++
		inst.num = p.lastNum
		if p.components == nil {
			p.components = map[uint64]*instance{}
		}
		p.components[inst.num] = inst
	}
	inst.socket.inst = inst
	return inst, nil
}

// mount calls Mount of the view.
func (inst *instance) mount() error {
	if v, ok := inst.view.(mounter); ok {
		if err := v.Mount(&inst.socket); err != nil {
			return err
		}
	}
	inst.mounted = true
	return nil
}

// join starts deferred loads and calls Joined of the view. It reports whether Joined was called.
func (inst *instance) join() bool {
	if inst.joined {
		return false
	}
	inst.joined = true
	for _, load := range inst.deferredLoads {
		load()
	}
	inst.deferredLoads = nil
	v, ok := inst.view.(joiner)
	if ok {
		inst.socket.run("Joined", func() error { return v.Joined(&inst.socket) })
	}
	return ok
}

// unmount unmounts inst and its descendants. Their contexts are canceled before Unmount is called.
// If an Unmount calls runtime.Goexit, the others are still called.
func (inst *instance) unmount() {
	defer inst.unmountSelf()
	inst.unmountChildren()
}

// unmountChildren may be called again for children that are unmounted already.
func (inst *instance) unmountChildren() {
	finished := false
	defer func() {
		if !finished {
			inst.unmountChildren()
		}
	}()
	for _, child := range inst.children {
		child.unmount()
	}
	finished = true
}

func (inst *instance) unmountSelf() {
	inst.cancel()
	defer inst.release()
	inst.runCleanups()
	inst.endNested()
	delete(inst.prog.components, inst.num)
	inst.dropCached()
	if !inst.mounted {
		return
	}
	inst.mounted = false
	if v, ok := inst.view.(unmounter); ok {
		defer func() {
			if r := recover(); r != nil {
				inst.prog.log.Panic("live: Unmount panicked", r, inst.logAttrs("in", "Unmount")...)
			}
		}()
		v.Unmount()
	}
}

// walk calls fn for inst and its descendants until fn returns false. It reports whether fn returned
// true for all of them.
func (inst *instance) walk(fn func(*instance) bool) bool {
	if !fn(inst) {
		return false
	}
	for _, child := range inst.children {
		if !child.walk(fn) {
			return false
		}
	}
	return true
}

// invalidateMemos invalidates every Memo around inst. It must be called before a handler of inst
// runs.
func (inst *instance) invalidateMemos() { inst.enclosing.invalidate() }

// events returns the handlers of the view, or nil if it has none.
func (inst *instance) events() Events {
	if v, ok := inst.view.(eventLister); ok {
		return v.Events()
	}
	return nil
}
