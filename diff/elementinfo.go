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

// elementInfoAt returns the properties of the element at p. parent is the namespace of the children
// of its parent.
func (t tree) elementInfoAt(p cursor, parent namespace) elementInfo {
	name := htmlscan.TagName(t.html[p.offset:])
	if parent != htmlNS {
		name = lowerName(name, nil)
	}
	ns := parent.forElement(name)
	return elementInfo{name, ns, ns.forChildren(name, t.startTag(p)), ns.traits(name)}
}

// rawContent returns the content of a text element or leaf as written.
func (t tree) rawContent(p cursor) []byte {
	n := t.nodes[p.node]
	if n.size == n.tagSize {
		return nil // <style/> in svg
	}
	b := t.html[p.offset+n.tagSize : p.offset+n.size]
	return b[:bytes.LastIndex(b, []byte("</"))]
}

// textOf returns the decoded text of a text, comment or text element; e describes the element. The
// result may use buf.
func (t tree) textOf(p cursor, e elementInfo, buf *[]byte) []byte {
	switch t.kind(p) {
	case commentNode:
		b := t.source(p)
		return b[len("<!--") : len(b)-len("-->")]
	case elementNode:
		if e.traits&raw != 0 {
			return t.rawContent(p)
		}
		return decode(t.rawContent(p), buf)
	}
	return decode(t.source(p), buf)
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
