package diff

// A patchBuilder collects the ops of a patch in buffers that are reused.
type patchBuilder struct {
	ops   []pendingOp
	items []pendingItem
	text  []byte
}

type pendingOp struct {
	node          int32
	kind          OpKind
	name, text    span
	start, delete int
	items         span
}

type pendingItem struct {
	kind ItemKind
	n    int
	html span
	ops  span // of a Copy, among the ops of all copies
}

// A span is a range of one of the buffers.
type span struct{ from, to int }

func (b *patchBuilder) reset() {
	b.ops, b.items, b.text = b.ops[:0], b.items[:0], b.text[:0]
}

// addOp adds an op on the old node o. Nodes are visited in document order.
func (b *patchBuilder) addOp(o cursor, op pendingOp) {
	op.node = o.node
	b.ops = append(b.ops, op)
}

// appendText copies b into the text buffer.
func (b *patchBuilder) appendText(text []byte) span {
	from := len(b.text)
	b.text = append(b.text, text...)
	return span{from, len(b.text)}
}

// build returns the patch, which does not refer to the buffers. copied has the ops of its Copy items.
func (b *patchBuilder) build(copied Patch) Patch {
	if len(b.ops) == 0 {
		return nil
	}
	text := string(b.text)
	var list []Item
	if len(b.items) > 0 {
		list = make([]Item, len(b.items))
	}
	for i, it := range b.items {
		list[i] = Item{Kind: it.kind, N: it.n, HTML: text[it.html.from:it.html.to]}
		if it.kind == Copy {
			list[i].Ops = copied[it.ops.from:it.ops.to:it.ops.to]
		}
	}
	p := make(Patch, len(b.ops))
	for i, op := range b.ops {
		p[i] = Op{
			Node: int(op.node), Kind: op.kind, Name: text[op.name.from:op.name.to], Text: text[op.text.from:op.text.to],
			Start: op.start, Delete: op.delete, List: list[op.items.from:op.items.to:op.items.to],
		}
	}
	return p
}
