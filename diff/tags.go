package diff

import (
	"iter"

	"github.com/lively-go/lively/internal/htmlscan"
)

// A Tag is the start tag of an element, for inspecting names and attributes.
type Tag struct {
	Name         string
	Depth        int            // number of elements around it
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

// Tags returns an iterator over the start tags of all elements in document order.
func (s *Snapshot) Tags() iter.Seq[Tag] {
	return func(yield func(Tag) bool) { s.walkTags(cursor{}, 0, yield) }
}

func (s *Snapshot) walkTags(parent cursor, depth int, yield func(Tag) bool) bool {
	for c := s.firstChild(parent); c.node < s.endOf(parent); c = s.nextSibling(c) {
		if s.kind(c) != elementNode {
			continue
		}
		start := s.startTag(c)
		t := Tag{Name: string(htmlscan.TagName(start)), Depth: depth}
		t.Line, t.Column = lineColumn(s.html, int(c.offset))
		for _, a := range appendAttributes(nil, start, htmlNS) {
			var buf []byte
			t.Attributes = append(t.Attributes, TagAttribute{string(a.Name), string(decode(a.Value, &buf))})
		}
		if !yield(t) || !s.walkTags(c, depth+1, yield) {
			return false
		}
	}
	return true
}
