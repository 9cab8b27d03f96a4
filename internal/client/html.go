package client

import (
	"bytes"
	"slices"
)

// HTML returns the content of the root as a user sees it, with that of nested views in their elements.
func (r *Root) HTML() []byte {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	if len(r.nested) == 0 {
		return r.document.HTML()
	}
	return r.appendHTML(nil)
}

func (r *Root) appendHTML(dst []byte) []byte {
	html, at := r.document.HTML(), 0
	if len(r.nested) > 0 {
		elements := leaves(r.document)
		numbers := r.elements()
		slices.SortFunc(numbers, func(a, b int) int { return elements[a].Start - elements[b].Start })
		for _, number := range numbers {
			leaf, ok := elements[number]
			if !ok {
				continue
			}
			tag := html[at:leaf.Start]
			isClosed := leaf.Start == leaf.End && !isOpenTag(tag)
			if isClosed { // <g live-root="1"/>
				tag = bytes.TrimSuffix(tag, []byte("/>"))
			}
			dst = append(dst, tag...)
			if isClosed {
				dst = append(dst, '>')
			}
			dst = r.nested[number].appendHTML(dst)
			if isClosed {
				dst = append(append(append(dst, "</"...), leaf.Name...), '>')
			}
			at = leaf.End
		}
	}
	return append(dst, html[at:]...)
}

// isOpenTag reports whether a start tag is not self-closing. A slash directly after an attribute value
// without quotes belongs to the value.
func isOpenTag(tag []byte) bool {
	before, ok := bytes.CutSuffix(tag, []byte("/>"))
	return !ok || !bytes.HasSuffix(before, []byte{'"'}) && !bytes.HasSuffix(before, []byte{'\''}) && !bytes.HasSuffix(before, []byte{' '})
}
