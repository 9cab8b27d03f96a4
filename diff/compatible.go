package diff

import "bytes"

// alike reports whether the node o may become n. What a browser keeps of a node that stays, focus, scroll position,
// listeners, then belongs to n.
func (d *differ) compatible(o, n cursor) bool {
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
	if d.cost > d.budget || !hasName(a, name) {
		return false
	}
	d.cost += len(a)
	return keyOf(a).equal(keyOf(b)) && sameImmutableAttrs(name, a, b)
}

// steering are the attributes that a parser, or a browser that makes the element, looks at once and never again.
var immutableAttrs = [...]string{"is", "type", "encoding"}

// steers reports whether an attribute is one of those, of an element of this name.
func isImmutableAttr(name, element []byte) bool {
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

func sameImmutableAttrs(element, tagA, tagB []byte) bool {
	for _, name := range immutableAttrs {
		if !isImmutableAttr([]byte(name), element) {
			continue
		}
		valueA, inA := attributeValue(tagA, name)
		valueB, inB := attributeValue(tagB, name)
		if inA != inB || !bytes.Equal(valueA, valueB) {
			return false
		}
	}
	return true
}

// value is the value of an attribute, as it is written.
func attributeValue(startTag []byte, name string) (v []byte, ok bool) {
	for at := 1 + len(tagName(startTag)); ; {
		attr, next, end, _ := nextAttribute(startTag, at)
		switch {
		case end != inTag:
			return nil, false
		case bytes.EqualFold(attr.name, []byte(name)):
			return attr.value, true
		}
		at = next
	}
}
