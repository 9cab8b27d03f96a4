package diff

// A Snapshot is one rendered page: its bytes and its nodes. It never changes.
type Snapshot struct{ tree }

// A node is an element, text or comment, in document order. It holds lengths only, so a run of nodes means the same
// wherever it stands. Node 0 is the root, whose own tag is not part of the bytes.
type node struct {
	tagSize int32 // bytes of the start tag, with the line feed that the parser drops after <pre> and <textarea>
	size    int32 // bytes of the whole subtree
	count   int32 // nodes of the whole subtree, this one included
}

// Parse reads html, which becomes the children of the root. It copies html. It accepts only markup of which every
// browser makes the tree that is written down; anything else is a [*SyntaxError].
func Parse(html []byte) (*Snapshot, error) {
	r := readerPool.Get().(*reader)
	defer readerPool.Put(r)
	s := newSnapshot(html)
	r.old = tree{}
	if err := r.read(s.html, context{}, 0); err != nil {
		s.Release()
		return nil, originalOffset(err, html)
	}
	s.setNodes(r.nodes)
	return s, nil
}

// HTML is the rendered bytes, with line ends as the parser makes them: LF. The caller must not change them.
func (s *Snapshot) HTML() []byte { return s.html }

// Len is the number of nodes, the root included.
func (s *Snapshot) Len() int { return len(s.nodes) }
