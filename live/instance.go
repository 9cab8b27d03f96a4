package live

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
)

// A scope is a mounted view: the page's own, or a component's. Scopes form the tree in which the last completed render
// found them.
type instance struct {
	prog    *program
	parent  *instance
	key     string
	num     uint64 // live-c; 0 is the page
	view    View
	socket  Socket
	mounted bool
	joined  bool

	ctx           context.Context
	cancel        context.CancelFunc
	cleanups      []func()    // subscriptions and tickers
	deferredLoads []func()    // async loads that wait for the join
	messagesLost  atomic.Bool // messages of its subscriptions were lost

	children  map[string]*instance
	incoming  map[string]*instance // mounted in the pass that is running
	lastPass  uint64               // the last pass that rendered it
	enclosing *memo                // the innermost Memo around it
	memos     map[string]*memo     // in its own render
	htmlHash  uint64               // hash of the HTML whose root was looked at last
	attrsPos  int                  // where that root's attributes start
}

func (p *program) newInstance(parent *instance, key string, view View) *instance {
	checkView(view, parent != nil)
	inst := &instance{prog: p, parent: parent, key: key, view: view, ctx: p.ctx, cancel: p.cancel}
	if parent != nil {
		inst.ctx, inst.cancel = context.WithCancel(p.ctx) // not the parent's: it may move to another
		p.lastNum++
		inst.num = p.lastNum
		if p.components == nil {
			p.components = map[uint64]*instance{}
		}
		p.components[inst.num] = inst
	}
	inst.socket.inst = inst
	return inst
}

func (inst *instance) mount() error {
	if v, ok := inst.view.(mounter); ok {
		if err := v.Mount(&inst.socket); err != nil {
			return err
		}
	}
	inst.mounted = true
	return nil
}

// join starts what waited for a browser. It says whether a handler ran.
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
		inst.invalidateMemos()
		if err := v.Joined(&inst.socket); err != nil {
			inst.socket.reportError("Joined", err)
		}
	}
	return ok
}

// unmount ends the scope and those below it. The context ends first.
func (inst *instance) unmount() {
	for _, child := range inst.children {
		child.unmount()
	}
	inst.cancel()
	for _, end := range inst.cleanups {
		end()
	}
	delete(inst.prog.components, inst.num)
	if !inst.mounted {
		return
	}
	inst.mounted = false
	if v, ok := inst.view.(unmounter); ok {
		defer func() {
			if r := recover(); r != nil {
				inst.socket.log().Error("live: Unmount panicked", "view", fmt.Sprintf("%T", inst.view), "panic", r, "stack", string(debug.Stack()))
			}
		}()
		v.Unmount()
	}
}

// each calls fn for the scope and those below it, until fn says no.
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

// touched drops every Memo around the scope: one of its handlers has run.
func (inst *instance) invalidateMemos() {
	for m := inst.enclosing; m != nil; m = m.enclosing {
		m.valid = false
	}
}

// listeners is what the view may be asked now.
func (inst *instance) events() Events {
	if v, ok := inst.view.(eventLister); ok {
		return v.Events()
	}
	return nil
}
