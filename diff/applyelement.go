package diff

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/lively-go/lively/internal/htmlscan"
)

// applyElement writes the old element p, or the root, with its ops applied.
func (a *applier) applyElement(p cursor, c context, depth int) error {
	start, index := len(a.dst), len(a.nodes)
	a.nodes = append(a.nodes, node{count: 1})
	var e elementInfo
	inner := c
	if p.node > 0 {
		e = a.elementInfoAt(p, c.namespace)
		inner = c.childContext(e.name, a.startTag(p), e.namespace, e.traits)
		if err := a.applyAttributes(p, e); err != nil {
			return err
		}
	}
	tag := len(a.dst) - start
	isLeaf := p.node > 0 && isLeafTag(a.startTag(p))
	switch {
	case e.traits&void != 0 || isLeaf:
		for _, op := range a.takeOps(p) {
			if op.Kind != SetAttr && op.Kind != RemoveAttr {
				return fmt.Errorf("op of kind %d does not apply to node %d (element)", op.Kind, p.node)
			}
		}
		if e.traits&void == 0 {
			a.dst = append(a.dst, a.rawContent(p)...)
		}
	case e.traits&textElement != 0:
		if err := a.applyTextElement(p, e); err != nil {
			return err
		}
	default:
		if err := a.applyChildren(p, inner, depth); err != nil {
			return err
		}
	}
	if p.node > 0 && e.traits&void == 0 {
		a.dst = fmt.Appendf(a.dst, "</%s>", htmlscan.TagName(a.html[p.offset:]))
	}
	a.nodes[index] = node{int32(tag), int32(len(a.dst) - start), int32(len(a.nodes) - index)}
	return nil
}

func (a *applier) applyTextElement(p cursor, e elementInfo) error {
	var buf []byte
	text, err := a.applyText(p, a.textOf(p, e, &buf))
	if e.traits&raw != 0 {
		a.dst = append(a.dst, text...)
	} else {
		a.dst = appendMarkup(a.dst, text, false)
	}
	return err
}

// applyAttributes writes the start tag of p with its attribute ops applied. It ignores other ops.
func (a *applier) applyAttributes(p cursor, e elementInfo) error {
	list := appendAttributes(nil, a.startTag(p), e.namespace)
	for i := range list {
		list[i].Value = bytes.ReplaceAll(list[i].Value, []byte(`"`), []byte("&quot;"))
	}
	for _, op := range a.patch[a.firstOp(p.node):a.firstOp(p.node+1)] {
		i := slices.IndexFunc(list, func(x htmlscan.Attribute) bool { return string(x.Name) == op.Name })
		switch op.Kind {
		case SetAttr:
			x := htmlscan.Attribute{Name: []byte(op.Name), Value: appendMarkup(nil, []byte(op.Text), true)}
			switch {
			case !isMutableAttr(x.Name, e):
				return fmt.Errorf("cannot set attribute %q of <%s>", op.Name, e.name)
			case i < 0:
				list = append(list, x)
			default:
				list[i] = x
			}
		case RemoveAttr:
			if i < 0 || !isMutableAttr(list[i].Name, e) {
				return fmt.Errorf("cannot remove attribute %q of <%s>", op.Name, e.name)
			}
			list = slices.Delete(list, i, i+1)
		}
	}
	a.dst = append(append(a.dst, '<'), htmlscan.TagName(a.html[p.offset:])...)
	for _, x := range list {
		a.dst = fmt.Appendf(a.dst, ` %s="%s"`, x.Name, x.Value)
	}
	a.dst = append(a.dst, '>')
	if e.traits&leadingLF != 0 {
		a.dst = append(a.dst, '\n') // the parser drops this one rather than one in the content
	}
	return nil
}

// isMutableAttr reports whether a patch may change an attribute of this name: it must be a valid
// name, and not an immutable attribute.
func isMutableAttr(name []byte, e elementInfo) bool {
	for _, c := range name {
		if htmlscan.EndsName(c) {
			return false
		}
	}
	return len(name) > 0 && bytes.Equal(e.namespace.attributeName(name), name) && !isImmutableAttr(name, e.name)
}

// applyChildren writes the children of p as its Children op describes.
func (a *applier) applyChildren(p cursor, c context, depth int) error {
	var children []cursor
	for k := a.firstChild(p); k.node < a.endOf(p); k = a.nextSibling(k) {
		children = append(children, k)
	}
	var list []Item
	found := false
	for _, op := range a.takeOps(p) {
		switch {
		case op.Kind == Children && !found:
			list, found = op.List, true
		case op.Kind != SetAttr && op.Kind != RemoveAttr || p.node == 0:
			return fmt.Errorf("op of kind %d does not apply to node %d (element)", op.Kind, p.node)
		}
	}
	moved := make([]bool, len(children))
	for _, it := range list {
		if it.Kind == Move {
			if it.N < 0 || it.N >= len(children) || moved[it.N] {
				return fmt.Errorf("cannot move child %d: out of %d children, each moves at most once", it.N, len(children))
			}
			moved[it.N] = true
		}
	}
	at := 0
	next := func() (k cursor, ok bool) {
		for ; at < len(children); at++ {
			if !moved[at] {
				at++
				return children[at-1], true
			}
		}
		return k, false
	}
	for _, it := range list {
		switch it.Kind {
		case Insert:
			if err := a.insertMarkup(it.HTML, c, depth); err != nil {
				return err
			}
		case Copy:
			if it.N < 0 || it.N >= len(children) {
				return fmt.Errorf("cannot copy child %d of %d", it.N, len(children))
			}
			if err := a.insertCopy(children[it.N], it.Ops, c, depth); err != nil {
				return fmt.Errorf("copy of child %d: %w", it.N, err)
			}
		case Move:
			if err := a.applyNode(children[it.N], c, depth+1); err != nil {
				return err
			}
		default:
			for range it.N {
				k, ok := next()
				if !ok {
					return errors.New("list covers more children than there are")
				}
				if it.Kind == Keep {
					if err := a.applyNode(k, c, depth+1); err != nil {
						return err
					}
				}
			}
		}
	}
	for k, ok := next(); ok; k, ok = next() {
		if err := a.applyNode(k, c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// insertMarkup writes new children.
func (a *applier) insertMarkup(html string, c context, depth int) error {
	if err := a.r.read([]byte(html), c, depth); err != nil {
		return fmt.Errorf("insert %.100q: %w", html, err)
	}
	a.dst = append(a.dst, html...)
	a.nodes = append(a.nodes, a.r.nodes[1:]...)
	return nil
}
