package diff

// addChildrenOp adds the op that turns the children a of o into b, if they differ in more than
// content. The children before and after a stay; first is the index of a[0] in all, the children after those that
// were skipped. in is their namespace.
func (d *differ) addChildrenOp(o cursor, all []child, skipped, first int, a, b []child, in namespace) {
	if allInPlace(a, b) {
		return
	}
	l := listWriter{patchBuilder: &d.ops, from: len(d.ops.items)}
	l.keepCount = skipped + first
	at := 0 // index of the next old child
	for j := range b {
		i := int(b[j].partner)
		switch {
		case i == noPartner:
			if n := b[j].cursor; !d.addCopy(&l, o, all, skipped, first+at, n, in) {
				l.insert(d.new.source(n))
			}
			continue
		case a[i].moved:
			l.add(pendingItem{kind: Move, n: skipped + first + i})
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

// allInPlace reports whether each old child is the partner of the new child at the same index.
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

// A listWriter writes the list of a Children op.
type listWriter struct {
	*patchBuilder
	from        int
	keepCount   int // old children to keep that are not written yet
	removeCount int // old children to remove after those, not written yet
}

// add writes the pending Keep and then an item.
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

// removeUnmatched removes those of the next old children that have no partner. The others have
// moved.
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
