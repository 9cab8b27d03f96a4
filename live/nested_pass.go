package live

import "fmt"

// A nestedPass is what a pass has found about nested views.
type nestedPass struct {
	added    []*nested
	replaced []*nested // whose key is used with another type of props or another element
	changed  []*nested
	props    []any // of changed
}

// nestedFound returns ps.nested, which it allocates if needed: most passes find nothing.
func (ps *pass) nestedFound() *nestedPass {
	if ps.nested == nil {
		ps.nested = &nestedPass{}
	}
	return ps.nested
}

// resolveNested returns the nested view with this key, and adds it if needed. It returns nil if the key is
// used twice.
func (pos *renderPos) resolveNested(key string, props any, kind *nestedKind, o nestedOptions) *nested {
	inst, ps := pos.inst, pos.pass
	n := inst.nested[key]
	if n != nil && n.lastPass == ps.n {
		ps.prog.report(problem{Kind: problemNested, Text: fmt.Sprintf("nested view %q is rendered twice in %T, and the second one "+
			"is left out; use unique keys", key, inst.view)})
		return nil
	}
	if n != nil && (n.kind.props != kind.props || n.options.element != o.element) {
		found := ps.nestedFound()
		found.replaced = append(found.replaced, n)
		n = nil
	}
	if n == nil {
		n = pos.addNested(key, props, kind, o)
	} else {
		o.lazy = n.options.lazy
		n.kind, n.options = kind, o
		if n.props != props {
			found := ps.nestedFound()
			found.changed, found.props = append(found.changed, n), append(found.props, props)
		}
	}
	n.lastPass, n.enclosing = ps.n, pos.memo
	if pos.memo != nil {
		pos.memo.leaves = append(pos.memo.leaves, n)
	}
	return n
}

// addNested adds a nested view. In the GET, it also mounts it, so that its HTML is in the document; otherwise
// it is mounted when the pass has completed.
func (pos *renderPos) addNested(key string, props any, kind *nestedKind, o nestedOptions) *nested {
	inst, ps := pos.inst, pos.pass
	n := &nested{parent: ps.prog, owner: inst, key: key, kind: kind, options: o, props: props, waiting: o.lazy}
	n.context, _ = nestedContext(o.element)
	n.lastPass = ps.n // a view that renders it once more, in Mount, is not a duplicate
	n.setNumber()
	if inst.nested == nil {
		inst.nested = map[string]*nested{}
	}
	inst.nested[key] = n
	found := ps.nestedFound()
	found.added = append(found.added, n)
	if !n.waiting && !ps.prog.joined && ps.prog.redirect() == "" {
		n.start()
	}
	return n
}

// commitNested mounts the nested views that the pass has added, ends those that it has replaced, and passes
// on the props that have changed.
func (ps *pass) commitNested() {
	if ps.nested == nil {
		return
	}
	for _, n := range ps.nested.replaced {
		n.end()
	}
	for i, n := range ps.nested.changed {
		n.props = ps.nested.props[i]
		n.passProps()
	}
	for _, n := range ps.nested.added {
		switch {
		case n.waiting:
			ps.prog.ses.AddLazy(int(n.num))
		case ps.prog.joined:
			n.start()
		}
	}
}

// rollbackNested ends the nested views that the pass has added.
func (ps *pass) rollbackNested() {
	if ps.nested == nil {
		return
	}
	for _, n := range ps.nested.added {
		n.end()
		delete(n.owner.nested, n.key)
	}
	for _, n := range ps.nested.replaced {
		n.owner.nested[n.key] = n
	}
}
