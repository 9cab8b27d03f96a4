package diff

import (
	"bytes"
	"iter"

	"github.com/lively-go/lively/internal/htmlscan"
)

// A Tag is the start tag of an element, for inspecting names and attributes.
type Tag struct {
	Name         string
	Depth        int            // number of elements around it
	Offset       int            // of the tag in HTML
	Line, Column int            // position, as in SyntaxError
	Attributes   []TagAttribute // in source order
}

// A TagAttribute is an attribute with its decoded value.
type TagAttribute struct{ Name, Value string }

// Attr returns the value of an attribute, or "" if there is none.
func (t Tag) Attr(name string) string {
	for _, a := range t.Attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Tags returns an iterator over the start tags of all elements in document order, including those
// inside of a [Leaf].
func (s *Snapshot) Tags() iter.Seq[Tag] {
	return func(yield func(Tag) bool) {
		w := tagWalker{html: s.html, onTag: yield}
		w.walk(s.tree, cursor{}, s.Context(), 0, 0)
	}
}

// A tagWalker visits the elements of a snapshot. One of its functions is set. It stops when that
// returns false.
type tagWalker struct {
	html   []byte // of the snapshot
	onTag  func(Tag) bool
	onLeaf func(Leaf) bool

	offset, newlines int // of the last tag, and the number of line feeds before it
	lineStart        int
}

// lineColumn returns the position of offset, which is not before that of the last call. It counts on from there,
// because a page without line feeds would be searched from its beginning for each tag.
func (w *tagWalker) lineColumn(offset int) (line, column int) {
	skipped := w.html[w.offset:offset]
	if last := bytes.LastIndexByte(skipped, '\n'); last >= 0 {
		w.newlines += bytes.Count(skipped, []byte("\n"))
		w.lineStart = w.offset + last + 1
	}
	w.offset = offset
	return w.newlines + 1, offset - w.lineStart + 1
}

// walk visits the elements below parent, whose content has the Context in. offset is that of t in the
// snapshot.
func (w *tagWalker) walk(t tree, parent cursor, in Context, offset, depth int) bool {
	for c := t.firstChild(parent); c.node < t.endOf(parent); c = t.nextSibling(c) {
		if t.kind(c) != elementNode {
			continue
		}
		e := t.elementInfoAt(c, in.namespace)
		inner := in.child(e.name, t.startTag(c))
		isLeaf := e.traits&void == 0 && isLeafTag(t.startTag(c))
		switch {
		case w.onTag != nil:
			if !w.onTag(w.tagAt(t, c, offset, depth)) {
				return false
			}
			if isLeaf && e.traits&textElement == 0 && !w.walkContent(t.rawContent(c), inner, offset+int(t.firstChild(c).offset), depth+1) {
				return false
			}
		case isLeaf:
			start := offset + int(t.firstChild(c).offset)
			inner.name = bytes.Clone(inner.name) // the memory of the snapshot may be reused
			if !w.onLeaf(Leaf{w.tagAt(t, c, offset, depth), inner, start, start + len(t.rawContent(c))}) {
				return false
			}
		}
		if !w.walk(t, c, inner, offset, depth+1) {
			return false
		}
	}
	return true
}

// walkContent visits the elements in the content of a leaf. They have no nodes in the snapshot.
func (w *tagWalker) walkContent(html []byte, in Context, offset, depth int) bool {
	var r reader
	if r.readRoot(html, in) != nil {
		return true // not possible: it was parsed before
	}
	return w.walk(tree{html, r.nodes}, cursor{}, in, offset, depth)
}

func (w *tagWalker) tagAt(t tree, c cursor, offset, depth int) Tag {
	start := t.startTag(c)
	tag := Tag{Name: string(htmlscan.TagName(start)), Depth: depth, Offset: offset + int(c.offset)}
	tag.Line, tag.Column = w.lineColumn(tag.Offset)
	for _, a := range appendAttributes(nil, start, htmlNS) {
		var buf []byte
		tag.Attributes = append(tag.Attributes, TagAttribute{string(a.Name), string(decode(a.Value, &buf))})
	}
	return tag
}
