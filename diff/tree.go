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

func (s tree) kind(p cursor) nodeKind {
	if s.nodes[p.node].tagSize > 0 {
		return elementNode
	}
	if h := s.html[p.offset:]; len(h) > 1 && h[0] == '<' && h[1] == '!' {
		return commentNode
	}
	return textNode
}

func (s tree) startTag(p cursor) []byte {
	return s.html[p.offset : p.offset+s.nodes[p.node].tagSize]
}

// source returns the markup of the whole subtree.
func (s tree) source(p cursor) []byte {
	return s.html[p.offset : p.offset+s.nodes[p.node].size]
}

// firstChild returns the position of the first child of p, which must be below endOf(p).
func (s tree) firstChild(p cursor) cursor {
	return cursor{p.node + 1, p.offset + s.nodes[p.node].tagSize}
}

// nextSibling returns the position after the subtree of p: its next sibling, if it has one.
func (s tree) nextSibling(p cursor) cursor {
	n := s.nodes[p.node]
	return cursor{p.node + n.count, p.offset + n.size}
}

// endOf returns the index of the node after the subtree of p.
func (s tree) endOf(p cursor) int32 {
	return p.node + s.nodes[p.node].count
}
