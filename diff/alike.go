package diff

import "bytes"

// alike reports whether the node o may become n. What a browser keeps of a node that stays, focus, scroll position,
// listeners, then belongs to n.
func (d *differ) alike(o, n place) bool {
	k := d.old.kind(o)
	if k != d.new.kind(n) {
		return false
	}
	if k != elementNode {
		return true
	}
	a, b := d.old.startTag(o), d.new.startTag(n)
	if d.cost += len(b); bytes.Equal(a, b) {
		return true
	}
	name := tagName(b)
	if d.cost > d.patience || !hasName(a, name) {
		return false
	}
	d.cost += len(a)
	return keyOf(a).equal(keyOf(b)) && steeredAlike(name, a, b)
}

// steering are the attributes that a parser, or a browser that makes the element, looks at once and never again.
var steering = [...]string{"is", "type", "encoding"}

// steers reports whether an attribute is one of those, of an element of this name.
func steers(name, element []byte) bool {
	switch string(name) {
	case "is":
		return true
	case "type":
		return string(element) == "input"
	case "encoding":
		return bytes.EqualFold(element, []byte("annotation-xml"))
	}
	return false
}

func steeredAlike(element, a, b []byte) bool {
	for _, name := range steering {
		if !steers([]byte(name), element) {
			continue
		}
		v, has := value(a, name)
		w, had := value(b, name)
		if has != had || !bytes.Equal(v, w) {
			return false
		}
	}
	return true
}

// value is the value of an attribute, as it is written.
func value(startTag []byte, name string) (v []byte, ok bool) {
	for at := 1 + len(tagName(startTag)); ; {
		a, next, end, _ := nextAttribute(startTag, at)
		switch {
		case end != open:
			return nil, false
		case bytes.EqualFold(a.name, []byte(name)):
			return a.value, true
		}
		at = next
	}
}
