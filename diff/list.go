package diff

// list notes how the children of o become the new ones. Before the children a, and after them, are others that stay;
// first is the ordinal of a[0].
func (d *differ) list(o place, first int, a, b []kid) {
	if inOrder(a, b) {
		return
	}
	l := lister{script: &d.script, from: len(d.script.items)}
	l.keep = first
	at := 0 // the old child that is next
	for j := range b {
		i := int(b[j].partner)
		switch {
		case i == nobody:
			l.insert(d.new.bytes(b[j].place))
			continue
		case a[i].moved:
			l.add(item{kind: Move, n: first + i})
			continue
		}
		l.removeFree(a[at:i])
		l.keepNext()
		at = i + 1
	}
	l.removeFree(a[at:])
	l.flushRemoved()
	d.script.add(o, record{kind: Children, items: span{l.from, len(d.script.items)}})
}

// inOrder reports whether each child became its counterpart.
func inOrder(a, b []kid) bool {
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
type lister struct {
	*script
	from   int
	keep   int // old children to keep, not written yet
	remove int // old children after those to remove, not written yet
}

// add writes an item that stands for no old child that is next.
func (l *lister) add(it item) {
	if l.keep > 0 {
		l.items = append(l.items, item{kind: Keep, n: l.keep})
		l.keep = 0
	}
	l.items = append(l.items, it)
}

func (l *lister) insert(html []byte) {
	s := l.string(html)
	if n := len(l.items); n > l.from && l.items[n-1].kind == Insert && l.keep == 0 {
		l.items[n-1].html.to = s.to
		return
	}
	l.add(item{kind: Insert, html: s})
}

// removeFree removes those of the next old children that have no partner; the others have moved.
func (l *lister) removeFree(next []kid) {
	for _, k := range next {
		if k.partner == nobody {
			l.remove++
		}
	}
}

func (l *lister) keepNext() {
	l.flushRemoved()
	l.keep++
}

func (l *lister) flushRemoved() {
	if l.remove > 0 {
		l.add(item{kind: Remove, n: l.remove})
		l.remove = 0
	}
}
