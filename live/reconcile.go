package live

import (
	"fmt"
	"maps"
	"slices"
)

// moves are the components that a pass found at another parent or key.
type moves struct {
	mounted map[View]*scope // what there was before the pass
	made    []move
}

type move struct {
	scope *scope
	from  *scope
	key   string // there
}

// enter finds or mounts the component key of a place.
func (at *place) enter(key string, view View) (*scope, error) {
	sc := at.scope.kids[key]
	if at.scope.next[key] != nil || sc != nil && sc.reached == at.pass.n {
		return nil, fmt.Errorf("live: component %q is rendered twice in %T: give each a key of its own", key, at.scope.view)
	}
	if sc == nil || sc.view != view {
		check(view, true)
		known := at.pass.elsewhere(view)
		if sc = known; known != nil {
			at.pass.moves.made = append(at.pass.moves.made, move{sc, sc.parent, sc.key})
			delete(sc.parent.kids, sc.key)
			sc.parent, sc.key = at.scope, key
		} else {
			sc = at.pass.prog.newScope(at.scope, key, view)
			at.pass.fresh = append(at.pass.fresh, sc)
		}
		if at.scope.next == nil {
			at.scope.next = map[string]*scope{}
		}
		at.scope.next[key] = sc
		if known == nil {
			if err := sc.mount(); err != nil {
				return nil, fmt.Errorf("mount component %q (%T): %w", key, view, err)
			}
		}
	}
	sc.reached, sc.around = at.pass.n, at.memo
	if at.memo != nil {
		at.memo.scopes = append(at.memo.scopes, sc)
	}
	return sc, nil
}

// elsewhere is the component that view is already, and that this pass has not come by; nil if there is none.
func (ps *pass) elsewhere(view View) *scope {
	if ps.moves == nil {
		ps.moves = &moves{mounted: map[View]*scope{}}
		for _, sc := range ps.prog.scopes {
			if sc.reached != ps.n && sc.mounted {
				ps.moves.mounted[sc.view] = sc
			}
		}
	}
	if sc := ps.moves.mounted[view]; sc != nil && sc.reached != ps.n {
		return sc
	}
	return nil
}

func (ps *pass) moved() []move {
	if ps.moves == nil {
		return nil
	}
	return ps.moves.made
}

// commit makes the scopes that were reached the tree, and unmounts the others.
func (ps *pass) commit() {
	ps.sweep(ps.prog.root)
	arrived, made := ps.fresh, ps.moved()
	for _, m := range made {
		arrived = append(arrived, m.scope)
	}
	for _, sc := range arrived {
		if sc.parent.kids == nil {
			sc.parent.kids = map[string]*scope{}
		}
		sc.parent.kids[sc.key], sc.parent.next = sc, nil
	}
	for _, m := range made {
		ps.sweep(m.scope)
	}
	if !ps.prog.joined {
		return
	}
	changed := false
	for _, sc := range ps.fresh {
		changed = sc.join() || changed
	}
	if changed { // what Joined did is in the next picture
		ps.prog.ses.Post(func() {})
	}
}

func (ps *pass) sweep(sc *scope) {
	maps.DeleteFunc(sc.memos, func(_ string, m *memo) bool { return m.reached != ps.n })
	for key, kid := range sc.kids {
		if kid.reached == ps.n {
			ps.sweep(kid)
		} else {
			delete(sc.kids, key)
			kid.unmount()
		}
	}
}

// undo unmounts what the pass mounted, moves back what it moved, and forgets all memos: they may hold what was never shown.
func (ps *pass) undo() {
	for _, m := range slices.Backward(ps.moved()) {
		m.scope.parent.next = nil
		m.scope.parent, m.scope.key = m.from, m.key
		m.from.kids[m.key] = m.scope
	}
	for _, sc := range ps.fresh {
		sc.parent.next = nil
		sc.unmount()
	}
	ps.prog.root.each(func(sc *scope) bool { sc.memos = nil; return true })
}
