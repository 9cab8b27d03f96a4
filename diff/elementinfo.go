package diff

import "bytes"

// An identity is what the name of an element makes it, where it stands.
type elementInfo struct {
	name           []byte // lower-case
	namespace      namespace
	childNamespace namespace // what its children stand in
	traits         traits
}

// identify says what the element at p is, a child of one whose children stand in in.
func (s tree) elementInfoAt(p cursor, parent namespace) elementInfo {
	name := tagName(s.html[p.offset:])
	if parent != htmlNS {
		name = lowerName(name, nil)
	}
	ns := parent.forElement(name)
	return elementInfo{name, ns, ns.forChildren(name, s.startTag(p)), ns.traits(name)}
}

// content is the text of a leaf, as it is written.
func (s tree) rawContent(p cursor) []byte {
	n := s.nodes[p.node]
	if n.size == n.tagSize {
		return nil // <style/> in svg
	}
	b := s.html[p.offset+n.tagSize : p.offset+n.size]
	return b[:bytes.LastIndex(b, []byte("</"))]
}

// text is what a text, comment or leaf says; e is of the leaf. It may be in buf.
func (s tree) textOf(p cursor, e elementInfo, buf *[]byte) []byte {
	switch s.kind(p) {
	case commentNode:
		b := s.source(p)
		return b[len("<!--") : len(b)-len("-->")]
	case elementNode:
		if e.traits&raw != 0 {
			return s.rawContent(p)
		}
		return decode(s.rawContent(p), buf)
	}
	return decode(s.source(p), buf)
}

// appendAttributes appends the attributes of a start tag, by their names in the DOM.
func appendAttributes(dst []attribute, startTag []byte, ns namespace) []attribute {
	for at := 1 + len(tagName(startTag)); ; {
		attr, next, end, _ := nextAttribute(startTag, at)
		if end != inTag {
			return dst
		}
		attr.name = ns.attributeName(attr.name)
		dst = append(dst, attr)
		at = next
	}
}
