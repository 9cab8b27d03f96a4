package diff

// A tree is the markup and the nodes of a page.
type tree struct {
	html  []byte
	nodes []node
}

// A cursor is the index of a node and the offset of its markup. As a child, the zero cursor means
// none, because node 0 is the root.
type cursor struct{ node, offset int32 }

type nodeKind uint8

const (
	textNode nodeKind = iota
	elementNode
	commentNode
)

func (k nodeKind) String() string { return [...]string{"text", "element", "comment"}[k] }

func (t tree) kind(p cursor) nodeKind {
	if t.nodes[p.node].tagSize > 0 {
		return elementNode
	}
	if h := t.html[p.offset:]; len(h) > 1 && h[0] == '<' && h[1] == '!' {
		return commentNode
	}
	return textNode
}

func (t tree) startTag(p cursor) []byte {
	return t.html[p.offset : p.offset+t.nodes[p.node].tagSize]
}

// source returns the markup of the whole subtree.
func (t tree) source(p cursor) []byte {
	return t.html[p.offset : p.offset+t.nodes[p.node].size]
}

// firstChild returns the position of the first child of p. There is none if its node is endOf(p).
func (t tree) firstChild(p cursor) cursor {
	return cursor{p.node + 1, p.offset + t.nodes[p.node].tagSize}
}

// nextSibling returns the position after the subtree of p: its next sibling, if it has one.
func (t tree) nextSibling(p cursor) cursor {
	n := t.nodes[p.node]
	return cursor{p.node + n.count, p.offset + n.size}
}

// endOf returns the index of the node after the subtree of p.
func (t tree) endOf(p cursor) int32 {
	return p.node + t.nodes[p.node].count
}
