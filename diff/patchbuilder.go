package diff

// A patchBuilder collects the ops of a patch in buffers that are reused.
type patchBuilder struct {
	ops   []pendingOp
	items []pendingItem
	text  []byte
}

type pendingOp struct {
	node          int32
	kind          Kind
	name, text    span
	start, delete int
	items         span
}

type pendingItem struct {
	kind ItemKind
	n    int
	html span
}

// A span is a range of one of the buffers.
type span struct{ from, to int }

func (s *patchBuilder) reset() {
	s.ops, s.items, s.text = s.ops[:0], s.items[:0], s.text[:0]
}

// addOp adds an op on the old node o. Nodes are visited in document order.
func (s *patchBuilder) addOp(o cursor, r pendingOp) {
	r.node = o.node
	s.ops = append(s.ops, r)
}

// appendText copies b into the text buffer.
func (s *patchBuilder) appendText(b []byte) span {
	from := len(s.text)
	s.text = append(s.text, b...)
	return span{from, len(s.text)}
}

// build returns the patch, which does not refer to the buffers.
func (s *patchBuilder) build() Patch {
	if len(s.ops) == 0 {
		return nil
	}
	text := string(s.text)
	var list []Item
	if len(s.items) > 0 {
		list = make([]Item, len(s.items))
	}
	for i, it := range s.items {
		list[i] = Item{Kind: it.kind, N: it.n, HTML: text[it.html.from:it.html.to]}
	}
	p := make(Patch, len(s.ops))
	for i, r := range s.ops {
		p[i] = Op{
			Node: int(r.node), Kind: r.kind, Name: text[r.name.from:r.name.to], Text: text[r.text.from:r.text.to],
			Start: r.start, Delete: r.delete, List: list[r.items.from:r.items.to:r.items.to],
		}
	}
	return p
}
