package live

import (
	"fmt"
	"maps"
	"slices"
)

// moves are the components that a pass found at another parent or key.
type moves struct {
	byView map[View]*instance // what there was before the pass
	list   []move
}

type move struct {
	inst *instance
	from *instance
	key  string // there
}

// enter finds or mounts the component key of a place.
func (pos *renderPos) resolve(key string, view View) (*instance, error) {
	inst := pos.inst.children[key]
	if pos.inst.incoming[key] != nil || inst != nil && inst.lastPass == pos.pass.n {
		return nil, fmt.Errorf("live: component %q is rendered twice in %T: give each a key of its own", key, pos.inst.view)
	}
	if inst == nil || inst.view != view {
		checkView(view, true)
		moved := pos.pass.findMoved(view)
		if inst = moved; moved != nil {
			pos.pass.moves.list = append(pos.pass.moves.list, move{inst, inst.parent, inst.key})
			delete(inst.parent.children, inst.key)
			inst.parent, inst.key = pos.inst, key
		} else {
			inst = pos.pass.prog.newInstance(pos.inst, key, view)
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

// elsewhere is the component that view is already, and that this pass has not come by; nil if there is none.
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

func (ps *pass) movedComponents() []move {
	if ps.moves == nil {
		return nil
	}
	return ps.moves.list
}

// commit makes the scopes that were reached the tree, and unmounts the others.
func (ps *pass) commit() {
	ps.sweep(ps.prog.root)
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
	changed := false
	for _, inst := range ps.mounted {
		changed = inst.join() || changed
	}
	if changed { // what Joined did is in the next picture
		ps.prog.ses.Post(func() {})
	}
}

func (ps *pass) sweep(inst *instance) {
	maps.DeleteFunc(inst.memos, func(_ string, m *memo) bool { return m.lastPass != ps.n })
	for key, child := range inst.children {
		if child.lastPass == ps.n {
			ps.sweep(child)
		} else {
			delete(inst.children, key)
			child.unmount()
		}
	}
}

// undo unmounts what the pass mounted, moves back what it moved, and forgets all memos: they may hold what was never shown.
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
	ps.prog.root.walk(func(inst *instance) bool { inst.memos = nil; return true })
}
