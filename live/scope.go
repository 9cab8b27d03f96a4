package live

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
)

// A scope is a mounted view: the page's own, or a component's. Scopes form the tree in which the last completed render
// found them.
type scope struct {
	prog    *program
	parent  *scope
	key     string
	num     uint64 // live-c; 0 is the page
	view    View
	socket  Socket
	mounted bool
	joined  bool

	ctx    context.Context
	cancel context.CancelFunc
	ends   []func()    // subscriptions and tickers
	loads  []func()    // async loads that wait for the join
	lost   atomic.Bool // messages of its subscriptions were lost

	kids    map[string]*scope
	next    map[string]*scope // mounted in the pass that is running
	reached uint64            // the last pass that rendered it
	around  *memo             // the innermost Memo around it
	memos   map[string]*memo  // in its own render
	markup  uint64            // hash of the HTML whose root was looked at last
	tag     int               // where that root's attributes start
}

func (p *program) newScope(parent *scope, key string, view View) *scope {
	check(view, parent != nil)
	sc := &scope{prog: p, parent: parent, key: key, view: view, ctx: p.ctx, cancel: p.cancel}
	if parent != nil {
		sc.ctx, sc.cancel = context.WithCancel(p.ctx) // not the parent's: it may move to another
		p.last++
		sc.num = p.last
		if p.scopes == nil {
			p.scopes = map[uint64]*scope{}
		}
		p.scopes[sc.num] = sc
	}
	sc.socket.scope = sc
	return sc
}

func (sc *scope) mount() error {
	if v, ok := sc.view.(mounter); ok {
		if err := v.Mount(&sc.socket); err != nil {
			return err
		}
	}
	sc.mounted = true
	return nil
}

// join starts what waited for a browser. It says whether a handler ran.
func (sc *scope) join() bool {
	if sc.joined {
		return false
	}
	sc.joined = true
	for _, load := range sc.loads {
		load()
	}
	sc.loads = nil
	v, ok := sc.view.(joiner)
	if ok {
		sc.touched()
		if err := v.Joined(&sc.socket); err != nil {
			sc.socket.failed("Joined", err)
		}
	}
	return ok
}

// unmount ends the scope and those below it. The context ends first.
func (sc *scope) unmount() {
	for _, kid := range sc.kids {
		kid.unmount()
	}
	sc.cancel()
	for _, end := range sc.ends {
		end()
	}
	delete(sc.prog.scopes, sc.num)
	if !sc.mounted {
		return
	}
	sc.mounted = false
	if v, ok := sc.view.(unmounter); ok {
		defer func() {
			if r := recover(); r != nil {
				sc.socket.log().Error("live: Unmount panicked", "view", fmt.Sprintf("%T", sc.view), "panic", r, "stack", string(debug.Stack()))
			}
		}()
		v.Unmount()
	}
}

// each calls fn for the scope and those below it, until fn says no.
func (sc *scope) each(fn func(*scope) bool) bool {
	if !fn(sc) {
		return false
	}
	for _, kid := range sc.kids {
		if !kid.each(fn) {
			return false
		}
	}
	return true
}

// touched drops every Memo around the scope: one of its handlers has run.
func (sc *scope) touched() {
	for m := sc.around; m != nil; m = m.around {
		m.valid = false
	}
}

// listeners is what the view may be asked now.
func (sc *scope) listeners() Events {
	if v, ok := sc.view.(listener); ok {
		return v.Events()
	}
	return nil
}
