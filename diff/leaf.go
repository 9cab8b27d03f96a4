package diff

import (
	"bytes"
	"iter"

	"github.com/lively-go/lively/internal/htmlscan"
)

// A leaf is an element with the attribute live-root, or with live-update="ignore". Its content belongs
// to another session or to scripts of the page. The content is parsed, so that it cannot affect what
// follows, but it has no nodes: it is neither compared nor part of the canonical form.

const (
	rootAttr   = "live-root"
	updateAttr = "live-update"
)

// isLeafAttr reports whether a makes its element a leaf. The name of an attribute in svg and math may
// be in upper case.
func isLeafAttr(a htmlscan.Attribute) bool {
	switch len(a.Name) {
	case len(rootAttr):
		return bytes.EqualFold(a.Name, []byte(rootAttr))
	case len(updateAttr):
		return bytes.EqualFold(a.Name, []byte(updateAttr)) && string(appendDecoded(nil, a.Value)) == "ignore"
	}
	return false
}

// isLeafTag reports whether the element of a start tag, which must be valid, is a leaf.
func isLeafTag(startTag []byte) bool {
	for at := 1 + len(htmlscan.TagName(startTag)); ; {
		attr, next, end, _ := htmlscan.NextAttribute(startTag, at)
		if end != htmlscan.InTag {
			return false
		}
		if isLeafAttr(attr) {
			return true
		}
		at = next
	}
}

// A Leaf is an element whose content is not part of the snapshot: one with the attribute live-root, or
// with live-update="ignore". A void element is never one.
type Leaf struct {
	Tag
	Context    Context // of its content
	Start, End int     // offsets of its content in HTML
}

// Leaves returns an iterator over the leaves in document order. Elements inside of a leaf are not among
// them.
func (s *Snapshot) Leaves() iter.Seq[Leaf] {
	return func(yield func(Leaf) bool) {
		w := tagWalker{html: s.html, onLeaf: yield}
		w.walk(s.tree, cursor{}, s.Context(), 0, 0)
	}
}
