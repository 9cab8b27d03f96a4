package diff

// A side is one of two trees that are compared.
type tree struct {
	html  []byte
	nodes []node
}

// A place is a node and the offset where it begins. In a list of children, node 0 is none: the root is nobody's child.
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

// bytes of the whole subtree.
func (s tree) source(p cursor) []byte {
	return s.html[p.offset : p.offset+s.nodes[p.node].size]
}

// child is where the first child of p is, if it has one.
func (s tree) firstChild(p cursor) cursor {
	return cursor{p.node + 1, p.offset + s.nodes[p.node].tagSize}
}

// after is where the next sibling of p is, if it has one.
func (s tree) nextSibling(p cursor) cursor {
	n := s.nodes[p.node]
	return cursor{p.node + n.count, p.offset + n.size}
}

// end is the node after the last one of p.
func (s tree) endOf(p cursor) int32 {
	return p.node + s.nodes[p.node].count
}
