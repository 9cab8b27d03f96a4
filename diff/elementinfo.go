package diff

import (
	"bytes"

	"github.com/lively-go/lively/internal/htmlscan"
)

// An elementInfo holds the properties that an element has by its name and namespace.
type elementInfo struct {
	name           []byte // in lower case
	namespace      namespace
	childNamespace namespace // of its children
	traits         traits
}

// elementInfoAt returns the properties of the element at p. The namespace is that of its parent's
// children.
func (s tree) elementInfoAt(p cursor, parent namespace) elementInfo {
	name := htmlscan.TagName(s.html[p.offset:])
	if parent != htmlNS {
		name = lowerName(name, nil)
	}
	ns := parent.forElement(name)
	return elementInfo{name, ns, ns.forChildren(name, s.startTag(p)), ns.traits(name)}
}

// rawContent returns the content of a text element as written.
func (s tree) rawContent(p cursor) []byte {
	n := s.nodes[p.node]
	if n.size == n.tagSize {
		return nil // <style/> in svg
	}
	b := s.html[p.offset+n.tagSize : p.offset+n.size]
	return b[:bytes.LastIndex(b, []byte("</"))]
}

// textOf returns the decoded text of a text, comment or text element; e describes the element. The
// result may use buf.
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

// appendAttributes appends the attributes of a start tag with their names in the DOM.
func appendAttributes(dst []htmlscan.Attribute, startTag []byte, ns namespace) []htmlscan.Attribute {
	for at := 1 + len(htmlscan.TagName(startTag)); ; {
		attr, next, end, _ := htmlscan.NextAttribute(startTag, at)
		if end != htmlscan.InTag {
			return dst
		}
		attr.Name = ns.attributeName(attr.Name)
		dst = append(dst, attr)
		at = next
	}
}
