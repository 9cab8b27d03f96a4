package diff

// A Snapshot is one rendered page: its bytes and its nodes. It never changes.
type Snapshot struct{ side }

// A node is an element, text or comment, in document order. It holds lengths only, so a run of nodes means the same
// wherever it stands. Node 0 is the root, whose own tag is not part of the bytes.
type node struct {
	tag   uint32 // bytes of the start tag, with the line feed that the parser drops after <pre> and <textarea>
	size  uint32 // bytes of the whole subtree
	count uint32 // nodes of the whole subtree, this one included
}

// Parse reads html, which becomes the children of the root. It copies html. It accepts only markup of which every
// browser makes the tree that is written down; anything else is a [*SyntaxError].
func Parse(html []byte) (*Snapshot, error) {
	r := readers.Get().(*reader)
	defer readers.Put(r)
	s := newSnapshot(html)
	r.old = side{}
	if err := r.read(s.html, context{}, 0); err != nil {
		s.Release()
		return nil, original(err, html)
	}
	s.keep(r.nodes)
	return s, nil
}

// HTML is the rendered bytes, with line ends as the parser makes them: LF. The caller must not change them.
func (s *Snapshot) HTML() []byte { return s.html }

// Len is the number of nodes, the root included.
func (s *Snapshot) Len() int { return len(s.nodes) }

// Compare reads html as [Parse] does and says what turns old into it. An empty patch means that the canonical forms are
// equal. Old stays as it is.
func Compare(old *Snapshot, html []byte) (*Snapshot, Patch, error) { return nil, nil, nil }

// Apply is what a client does with a patch: the snapshot after it. A patch that does not fit is an error.
func (s *Snapshot) Apply(p Patch) (*Snapshot, error) { return nil, nil }

// Equal is nil if both have the same nodes in the same order with the same canonical content; else it names the first
// node that differs.
func Equal(a, b *Snapshot) error { return nil }

// Root looks whether html is one element, with white space around it at most. It gives the offset right after the name
// in its start tag, 0 if html is blank. It looks at tags only; [Parse] has the last word.
func Root(html []byte) (at int, err error) { return 0, nil }

// DuplicateKeys lists the keys (live-id, else id) that two children of one element share: the second is compared as if
// it had none.
func (s *Snapshot) DuplicateKeys() []DuplicateKey { return nil }

// A DuplicateKey is a key that an element before it, with the same parent, has too.
type DuplicateKey struct {
	Key                  string
	Offset, Line, Column int // where the second element begins, as in SyntaxError
}
