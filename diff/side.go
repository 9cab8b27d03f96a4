package diff

// A side is one of two trees that are compared.
type side struct {
	html  []byte
	nodes []node
}

// A place is a node and the offset where it begins. In a list of children, node 0 is none: the root is nobody's child.
type place struct{ node, at int32 }

type kind uint8

const (
	textNode kind = iota
	elementNode
	commentNode
)

func (k kind) String() string { return [...]string{"text", "element", "comment"}[k] }

func (s side) kind(p place) kind {
	if s.nodes[p.node].tag > 0 {
		return elementNode
	}
	if h := s.html[p.at:]; len(h) > 1 && h[0] == '<' && h[1] == '!' {
		return commentNode
	}
	return textNode
}

func (s side) startTag(p place) []byte {
	return s.html[p.at : p.at+s.nodes[p.node].tag]
}

// bytes of the whole subtree.
func (s side) bytes(p place) []byte {
	return s.html[p.at : p.at+s.nodes[p.node].size]
}

// child is where the first child of p is, if it has one.
func (s side) child(p place) place {
	return place{p.node + 1, p.at + s.nodes[p.node].tag}
}

// after is where the next sibling of p is, if it has one.
func (s side) after(p place) place {
	n := s.nodes[p.node]
	return place{p.node + n.count, p.at + n.size}
}

// end is the node after the last one of p.
func (s side) end(p place) int32 {
	return p.node + s.nodes[p.node].count
}
