package client

import (
	"bytes"
	"strconv"

	"github.com/lively-go/lively/diff"
)

// HTML returns the content of the root as a user sees it, with that of nested views in their elements.
func (r *Root) HTML() []byte {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	if len(r.nested) == 0 && len(r.streams) == 0 {
		return r.document.HTML()
	}
	return r.appendHTML(nil)
}

func (r *Root) appendHTML(dst []byte) []byte {
	html, at := r.document.HTML(), 0
	if len(r.nested) > 0 || len(r.streams) > 0 {
		for leaf := range r.document.Leaves() {
			nested, st := r.shownIn(leaf)
			if nested == nil && st == nil {
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
			if nested != nil {
				dst = nested.appendHTML(dst)
			} else {
				dst = st.appendHTML(dst)
			}
			if isClosed {
				dst = append(append(append(dst, "</"...), leaf.Name...), '>')
			}
			at = leaf.End
		}
	}
	return append(dst, html[at:]...)
}

// shownIn returns the nested view or stream in a leaf, or nil.
func (r *Root) shownIn(leaf diff.Leaf) (*Root, *stream) {
	if n, err := strconv.Atoi(leaf.Attr(rootAttr)); err == nil && r.nested[n] != nil {
		return r.nested[n], nil
	}
	return nil, r.streams[streamNumber(leaf)]
}

// isOpenTag reports whether a start tag is not self-closing. A slash directly after an attribute value
// without quotes belongs to the value.
func isOpenTag(tag []byte) bool {
	before, ok := bytes.CutSuffix(tag, []byte("/>"))
	return !ok || !bytes.HasSuffix(before, []byte{'"'}) && !bytes.HasSuffix(before, []byte{'\''}) && !bytes.HasSuffix(before, []byte{' '})
}
