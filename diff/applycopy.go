package diff

import "errors"

// insertCopy writes a copy of the old child o, changed by ops. Like a client, it parses the canonical form of o.
func (a *applier) insertCopy(o cursor, ops Patch, c context, depth int) error {
	p := printer{tree: a.tree}
	p.writeNode(o, c.namespace)
	switch {
	case a.kind(o) != elementNode:
		return errors.New("it is not an element")
	case c.inTemplate:
		return errors.New("it is the child of a template")
	case p.isAltered:
		return errors.New("it contains a leaf, or its canonical form does not have the same nodes")
	case len(ops) > 0 && ops[0].Node == 0:
		return errors.New("op addresses the parent of the copy")
	}
	var r reader
	if err := r.read(p.dst, c, depth); err != nil {
		return err
	}
	copied := applier{tree: tree{p.dst, r.nodes}, patch: ops}
	if err := copied.checkOrder(); err != nil {
		return err
	}
	if err := copied.applyElement(cursor{}, c, depth); err != nil {
		return err
	}
	if copied.used < len(ops) {
		return errors.New("op addresses a removed node")
	}
	a.dst = append(a.dst, copied.dst...)
	a.nodes = append(a.nodes, copied.nodes[1:]...)
	return nil
}
