package diff

// A Snapshot is a parsed page: its HTML and its nodes. It is immutable until it is released.
type Snapshot struct {
	tree
	in *Context // nil for the zero Context
}

// A node is an element, text or comment. Nodes are stored in document order and hold only lengths,
// so a range of nodes can be copied to any position. Node 0 is the root, which has no markup of its
// own.
type node struct {
	tagSize int32 // bytes of the start tag, including the line feed dropped after <pre> and <textarea>
	size    int32 // bytes of the whole subtree
	count   int32 // nodes of the whole subtree, including this one
}

// Parse parses html as the children of the root, a div. It copies html. It accepts only markup that
// every browser parses into exactly the tree as written, and at most 256 nested elements and 256 MB.
// Otherwise it returns a [*SyntaxError].
//
// An element with the attribute live-root, or with live-update="ignore", is a leaf: its content is
// parsed like the rest, but it has no nodes and is ignored by comparisons and checksums.
func Parse(html []byte) (*Snapshot, error) { return parse(html, nil) }

// ParseIn is like [Parse] for a root with the given Context, such as a tbody.
func ParseIn(in Context, html []byte) (*Snapshot, error) { return parse(html, &in) }

// parse parses html as the children of a root. in is nil for the zero Context.
func parse(html []byte, in *Context) (*Snapshot, error) {
	r := readerPool.Get().(*reader)
	defer readerPool.Put(r)
	s := newSnapshot(html, in)
	r.old = tree{}
	if err := r.readRoot(s.html, s.Context()); err != nil {
		s.Release()
		return nil, originalOffset(err, html)
	}
	s.setNodes(r.nodes)
	return s, nil
}

// Context returns the Context of the root's content.
func (s *Snapshot) Context() Context {
	if s.in == nil {
		return Context{}
	}
	return *s.in
}

// namespace returns that of the root's children.
func (s *Snapshot) namespace() namespace {
	if s.in == nil {
		return htmlNS
	}
	return s.in.namespace
}

// HTML returns the parsed bytes with line endings normalized to LF. The caller must not modify
// them.
func (s *Snapshot) HTML() []byte { return s.html }

// Len returns the number of nodes, including the root.
func (s *Snapshot) Len() int { return len(s.nodes) }
