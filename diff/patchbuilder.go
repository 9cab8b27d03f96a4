package diff

// A script is a patch in the making, in buffers that serve again.
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

// A span is part of one of the buffers.
type span struct{ from, to int }

func (s *patchBuilder) reset() {
	s.ops, s.items, s.text = s.ops[:0], s.items[:0], s.text[:0]
}

// add notes an op on the old node at o. Nodes are visited in their order.
func (s *patchBuilder) addOp(o cursor, r pendingOp) {
	r.node = o.node
	s.ops = append(s.ops, r)
}

// string copies b.
func (s *patchBuilder) appendText(b []byte) span {
	from := len(s.text)
	s.text = append(s.text, b...)
	return span{from, len(s.text)}
}

// patch is the script as plain data.
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
