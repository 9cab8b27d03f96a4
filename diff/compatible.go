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
	return keyOf(a).equal(keyOf(b)) && sameImmutableAttrs(name, a, b)
}

// immutableAttrs are the attributes that a parser or browser reads only when it creates the
// element.
var immutableAttrs = [...]string{"is", "type", "encoding"}

// isImmutableAttr reports whether name is an immutable attribute of the given element.
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
