package diff

// list notes how the children of o become the new ones. Before the children a, and after them, are others that stay;
// first is the ordinal of a[0].
func (d *differ) addChildrenOp(o cursor, first int, a, b []child) {
	if allInPlace(a, b) {
		return
	}
	l := listWriter{patchBuilder: &d.ops, from: len(d.ops.items)}
	l.keepCount = first
	at := 0 // the old child that is next
	for j := range b {
		i := int(b[j].partner)
		switch {
		case i == noPartner:
			l.insert(d.new.source(b[j].cursor))
			continue
		case a[i].moved:
			l.add(pendingItem{kind: Move, n: first + i})
			continue
		}
		l.removeUnmatched(a[at:i])
		l.keepNext()
		at = i + 1
	}
	l.removeUnmatched(a[at:])
	l.flushRemove()
	d.ops.addOp(o, pendingOp{kind: Children, items: span{l.from, len(d.ops.items)}})
}

// inOrder reports whether each child became its counterpart.
func allInPlace(a, b []child) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if int(a[i].partner) != i {
			return false
		}
	}
	return true
}

// A lister writes the list of a Children op.
type listWriter struct {
	*patchBuilder
	from        int
	keepCount   int // old children to keep, not written yet
	removeCount int // old children after those to remove, not written yet
}

// add writes an item that stands for no old child that is next.
func (l *listWriter) add(it pendingItem) {
	if l.keepCount > 0 {
		l.items = append(l.items, pendingItem{kind: Keep, n: l.keepCount})
		l.keepCount = 0
	}
	l.items = append(l.items, it)
}

func (l *listWriter) insert(html []byte) {
	s := l.appendText(html)
	if n := len(l.items); n > l.from && l.items[n-1].kind == Insert && l.keepCount == 0 {
		l.items[n-1].html.to = s.to
		return
	}
	l.add(pendingItem{kind: Insert, html: s})
}

// removeFree removes those of the next old children that have no partner; the others have moved.
func (l *listWriter) removeUnmatched(next []child) {
	for _, k := range next {
		if k.partner == noPartner {
			l.removeCount++
		}
	}
}

func (l *listWriter) keepNext() {
	l.flushRemove()
	l.keepCount++
}

func (l *listWriter) flushRemove() {
	if l.removeCount > 0 {
		l.add(pendingItem{kind: Remove, n: l.removeCount})
		l.removeCount = 0
	}
}
