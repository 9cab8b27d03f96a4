package diff

import (
	"bytes"

	"github.com/lively-go/lively/internal/htmlscan"
)

// compatible reports whether a patch may turn the node o into n: they have the same kind and, if
// they are elements, the same name, key and immutable attributes. The browser's state of a patched
// node (focus, scroll position, listeners) carries over to n.
func (d *differ) compatible(o, n cursor) bool {
	k := d.old.kind(o)
	if k != d.new.kind(n) {
		return false
	}
	if k != elementNode {
		return true
	}
	a, b := d.old.startTag(o), d.new.startTag(n)
	if len(a) == len(b) {
		if d.cost += len(b); bytes.Equal(a, b) {
			return true
		}
	}
	if d.cost > d.budget {
		return false
	}
	name := htmlscan.TagName(b)
	if d.cost += len(name); !htmlscan.HasName(a, name) {
		return false
	}
	d.cost += len(a) + len(b)
	x, y := identityOf(name, a), identityOf(name, b)
	return x.sameValues(&y) && (d.isCopying || x.key.equal(y.key))
}

// immutableAttrs are the attributes that a parser, a browser or the client reads only when the element
// is created.
var immutableAttrs = [...]string{"is", "type", "encoding", rootAttr, updateAttr}

// isImmutableAttr reports whether name is an immutable attribute of the given element.
func isImmutableAttr(name, element []byte) bool {
	return immutableAttr(name, element) >= 0
}

// immutableAttr returns the index of an attribute in immutableAttrs, or -1 if it is mutable.
func immutableAttr(name, element []byte) int {
	for i, immutable := range immutableAttrs {
		if len(name) != len(immutable) || !bytes.EqualFold(name, []byte(immutable)) {
			continue
		}
		switch immutable {
		case "type":
			if string(element) != "input" {
				return -1
			}
		case "encoding":
			if !bytes.EqualFold(element, []byte("annotation-xml")) {
				return -1
			}
		}
		return i
	}
	return -1
}

// An identity is what the start tags of two elements of one name must have in common.
type identity struct {
	key
	values [len(immutableAttrs)][]byte // raw; nil without the attribute
}

func identityOf(name, startTag []byte) (id identity) {
	for at := 1 + len(name); ; {
		attr, next, end, _ := htmlscan.NextAttribute(startTag, at)
		if end != htmlscan.InTag {
			return id
		}
		id.key.add(attr)
		if i := immutableAttr(attr.Name, name); i >= 0 {
			id.values[i] = attr.Value
			if attr.Value == nil {
				id.values[i] = []byte{}
			}
		}
		at = next
	}
}

// sameValues reports whether the immutable attributes are equal.
func (id *identity) sameValues(other *identity) bool {
	for i, v := range id.values {
		if (v == nil) != (other.values[i] == nil) || !bytes.Equal(v, other.values[i]) {
			return false
		}
	}
	return true
}

// attributeValue returns the raw value of an attribute in a start tag.
func attributeValue(startTag []byte, name string) (v []byte, ok bool) {
	for at := 1 + len(htmlscan.TagName(startTag)); ; {
		attr, next, end, _ := htmlscan.NextAttribute(startTag, at)
		switch {
		case end != htmlscan.InTag:
			return nil, false
		case bytes.EqualFold(attr.Name, []byte(name)):
			return attr.Value, true
		}
		at = next
	}
}
