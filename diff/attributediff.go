package diff

import (
	"bytes"
	"slices"

	"github.com/lively-go/lively/internal/htmlscan"
)

// compareAttributes adds the ops that turn the attributes of o into those of n.
func (d *differ) compareAttributes(o, n cursor, e elementInfo) {
	a, b := d.old.startTag(o), d.new.startTag(n)
	if bytes.Equal(a, b) {
		return
	}
	d.cost += 2 * (len(a) + len(b))
	d.attrs[0] = appendAttributes(d.attrs[0][:0], a, e.namespace)
	d.attrs[1] = appendAttributes(d.attrs[1][:0], b, e.namespace)
	old, new := d.attrs[0], d.attrs[1]
	if max(len(old), len(new)) > maxLinearNames {
		slices.SortFunc(old, byName)
		slices.SortFunc(new, byName)
	}
	for i, x := range new {
		if j := indexOf(old, i, x.Name); j < 0 || !d.sameValue(x.Name, old[j].Value, x.Value) {
			d.ops.addOp(o, pendingOp{kind: SetAttr, name: d.ops.appendText(x.Name), text: d.ops.appendText(decode(x.Value, &d.text[1]))})
		}
	}
	for i, x := range old {
		if indexOf(new, i, x.Name) < 0 {
			d.ops.addOp(o, pendingOp{kind: RemoveAttr, name: d.ops.appendText(x.Name)})
		}
	}
}

func byName(a, b htmlscan.Attribute) int { return bytes.Compare(a.Name, b.Name) }

// indexOf returns the index of a name in list, or -1. It tries the likely index first. A list
// longer than maxLinearNames must be sorted.
func indexOf(list []htmlscan.Attribute, likely int, name []byte) int {
	if likely < len(list) && bytes.Equal(list[likely].Name, name) {
		return likely
	}
	if len(list) > maxLinearNames {
		if i, ok := slices.BinarySearchFunc(list, htmlscan.Attribute{Name: name}, byName); ok {
			return i
		}
		return -1
	}
	return slices.IndexFunc(list, func(a htmlscan.Attribute) bool { return bytes.Equal(a.Name, name) })
}

// sameValue reports whether two values of an attribute are equal after decoding. Values of class
// are compared as sets.
func (d *differ) sameValue(name, a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	a, b = decode(a, &d.text[0]), decode(b, &d.text[1])
	if string(name) != "class" {
		return bytes.Equal(a, b)
	}
	d.tokens[0], d.tokens[1] = appendTokens(d.tokens[0][:0], a), appendTokens(d.tokens[1][:0], b)
	return slices.EqualFunc(d.tokens[0], d.tokens[1], bytes.Equal)
}
