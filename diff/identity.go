package diff

import "bytes"

// An identity is what the name of an element makes it, where it stands.
type identity struct {
	name   []byte // lower-case
	space  space
	inside space // what its children stand in
	traits traits
}

// identify says what the element at p is, a child of one whose children stand in in.
func (s side) identify(p place, in space) identity {
	name := tagName(s.html[p.at:])
	if in != htmlSpace {
		name = lower(name, nil)
	}
	own := in.of(name)
	return identity{name, own, own.inside(name, s.startTag(p)), own.traits(name)}
}

// content is the text of a leaf, as it is written.
func (s side) content(p place) []byte {
	n := s.nodes[p.node]
	if n.size == n.tag {
		return nil // <style/> in svg
	}
	b := s.html[p.at+n.tag : p.at+n.size]
	return b[:bytes.LastIndex(b, []byte("</"))]
}

// text is what a text, comment or leaf says; e is of the leaf. It may be in buf.
func (s side) text(p place, e identity, buf *[]byte) []byte {
	switch s.kind(p) {
	case commentNode:
		b := s.bytes(p)
		return b[len("<!--") : len(b)-len("-->")]
	case elementNode:
		if e.traits&raw != 0 {
			return s.content(p)
		}
		return decodedIn(s.content(p), buf)
	}
	return decodedIn(s.bytes(p), buf)
}

// appendAttributes appends the attributes of a start tag, by their names in the DOM.
func appendAttributes(dst []attribute, startTag []byte, own space) []attribute {
	for at := 1 + len(tagName(startTag)); ; {
		a, next, end, _ := nextAttribute(startTag, at)
		if end != open {
			return dst
		}
		a.name = own.attributeName(a.name)
		dst = append(dst, a)
		at = next
	}
}
