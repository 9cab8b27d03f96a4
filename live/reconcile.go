package live

import (
	"fmt"
	"slices"
)

// moves records the components that a pass found with another parent or key.
type moves struct {
	byView map[View]*instance // components that the pass had not reached when findMoved was first called
	list   []move
}

// A move is a component that has moved, and its previous parent and key.
type move struct {
	inst *instance
	from *instance
	key  string
}

// resolve returns the component with this key and view. It moves or mounts the component if needed.
func (pos *renderPos) resolve(key string, view View) (*instance, error) {
	inst := pos.inst.children[key]
	if pos.inst.incoming[key] != nil || inst != nil && inst.lastPass == pos.pass.n {
		return nil, fmt.Errorf("live: component %q is rendered twice in %T; use unique keys", key, pos.inst.view)
	}
	if inst == nil || inst.view != view {
		checkView(view, true)
		if err := pos.inst.checkNesting(key, view); err != nil {
			return nil, err
		}
		moved := pos.pass.findMoved(view)
		if inst = moved; moved != nil {
			pos.pass.moves.list = append(pos.pass.moves.list, move{inst, inst.parent, inst.key})
			delete(inst.parent.children, inst.key)
			inst.parent, inst.key = pos.inst, key
		} else {
			var err error
			if inst, err = pos.pass.prog.newInstance(pos.inst, key, view); err != nil {
				return nil, err
			}
			pos.pass.mounted = append(pos.pass.mounted, inst)
		}
		if pos.inst.incoming == nil {
			pos.inst.incoming = map[string]*instance{}
		}
		pos.inst.incoming[key] = inst
		if moved == nil {
			if err := inst.mount(); err != nil {
				return nil, fmt.Errorf("mount component %q (%T): %w", key, view, err)
			}
		}
	}
	inst.lastPass, inst.enclosing = pos.pass.n, pos.memo
	if pos.memo != nil {
		pos.memo.components = append(pos.memo.components, inst)
	}
	return inst, nil
}

// maxComponentDepth is the limit of package diff for nested elements: each component has one.
const maxComponentDepth = 256

// checkNesting returns an error if view is an ancestor of a new child of inst, or the child would be
// nested too deeply: rendering would not end.
func (inst *instance) checkNesting(key string, view View) error {
	depth := 1
	for ancestor := inst; ancestor != nil; ancestor = ancestor.parent {
		if ancestor.view == view {
			return fmt.Errorf("live: component %q (%T) contains itself", key, view)
		}
		depth++
	}
	if depth > maxComponentDepth {
		return fmt.Errorf("live: component %q (%T): more than %d nested components", key, view, maxComponentDepth)
	}
	return nil
}

// findMoved returns the mounted component of view that the pass has not reached yet, or nil.
func (ps *pass) findMoved(view View) *instance {
	if ps.moves == nil {
		ps.moves = &moves{byView: map[View]*instance{}}
		for _, inst := range ps.prog.components {
			if inst.lastPass != ps.n && inst.mounted {
				ps.moves.byView[inst.view] = inst
			}
		}
	}
	if inst := ps.moves.byView[view]; inst != nil && inst.lastPass != ps.n {
		return inst
	}
	return nil
}

// movedComponents returns the components that the pass has moved.
func (ps *pass) movedComponents() []move {
	if ps.moves == nil {
		return nil
	}
	return ps.moves.list
}

// commit keeps the components that the pass has reached and unmounts the others.
func (ps *pass) commit() {
	ps.commitStreams()
	ps.sweep(ps.prog.root)
	ps.commitNested()
	added, list := ps.mounted, ps.movedComponents()
	for _, m := range list {
		added = append(added, m.inst)
	}
	for _, inst := range added {
		if inst.parent.children == nil {
			inst.parent.children = map[string]*instance{}
		}
		inst.parent.children[inst.key], inst.parent.incoming = inst, nil
	}
	for _, m := range list {
		ps.sweep(m.inst)
	}
	if !ps.prog.joined {
		return
	}
	var changed *instance
	for _, inst := range ps.mounted {
		if inst.join() {
			changed = inst
		}
	}
	if changed != nil {
		ps.prog.renderAgain(changed, ps.again+1)
	}
}

// maxRendersAgain bounds how often Joined of components causes a render in a row: that may mount others.
const maxRendersAgain = 10

// renderAgain renders the page to show what Joined of inst has changed. It is the nth time in a row.
func (p *program) renderAgain(inst *instance, n uint8) {
	if n > maxRendersAgain {
		p.report(problem{Kind: problemComponent, Text: fmt.Sprintf("live: %d renders in a row have each mounted a component whose Joined "+
			"was called, %T with the key %q at last; use a key that does not change, and show the same component in the next render",
			n, inst.view, inst.key)})
		return
	}
	p.ses.Page.Post(func() { p.again = n })
}

// sweep unmounts the descendants of inst that the pass has not reached, and discards the Memos and lists
// that it has not reached.
func (ps *pass) sweep(inst *instance) {
	inst.sweepCached(ps.n)
	for key, n := range inst.nested {
		if n.lastPass != ps.n {
			delete(inst.nested, key)
			n.end()
		}
	}
	for key, child := range inst.children {
		if child.lastPass == ps.n {
			ps.sweep(child)
		} else {
			delete(inst.children, key)
			child.unmount()
		}
	}
}

// rollback unmounts the components that the pass mounted and moves back those that it moved. It
// discards all Memos and lists, because they may hold HTML that was never sent.
func (ps *pass) rollback() {
	for _, m := range slices.Backward(ps.movedComponents()) {
		m.inst.parent.incoming = nil
		m.inst.parent, m.inst.key = m.from, m.key
		m.from.children[m.key] = m.inst
	}
	for _, inst := range ps.mounted {
		inst.parent.incoming = nil
		inst.unmount()
	}
	ps.rollbackNested()
	ps.rollbackStreams()
	ps.prog.root.walk(func(inst *instance) bool { inst.dropCached(); return true })
}
