package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// An item is a node of the model: markup without nodes below it, or an element.
type item struct {
	markup string // of a text, comment, void element or leaf
	name   string // of an element
	attrs  []string
	kids   []*item
	grow   func(t *rapid.T, depth int) *item // makes another child
}

func (it *item) write(b *strings.Builder) {
	if it.name == "" {
		b.WriteString(it.markup)
		return
	}
	b.WriteString("<" + it.name)
	for _, a := range it.attrs {
		b.WriteString(" " + a)
	}
	b.WriteString(">")
	for _, k := range it.kids {
		k.write(b)
	}
	b.WriteString("</" + it.name + ">")
}

func (it *item) String() string {
	var b strings.Builder
	for _, k := range it.kids {
		k.write(&b)
	}
	return b.String()
}

func (it *item) clone() *item {
	c := *it
	c.attrs, c.kids = slices.Clone(it.attrs), slices.Clone(it.kids)
	for i, k := range c.kids {
		c.kids[i] = k.clone()
	}
	return &c
}

// elements are all elements of the tree, it among them.
func (it *item) elements() []*item {
	list := []*item{it}
	for _, k := range it.kids {
		if k.grow != nil {
			list = append(list, k.elements()...)
		}
	}
	return list
}

func pick(t *rapid.T, from ...string) string { return rapid.SampledFrom(from).Draw(t, "pick") }

func words(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "b", "cc", " ", "\n", "\r\n", "&amp;", "&#38;", "&lt;", "1 < 2", "é", "e\u0301", "😀", "😁", "&nbsp;", "&#13;", `"`, "'", "&#128512;", "–",
	}), 1, 6).Draw(t, "words"), "")
}

func attrs(t *rapid.T) (list []string) {
	if rapid.IntRange(0, 2).Draw(t, "keyed") > 0 {
		list = append(list, fmt.Sprintf(`%s="k%d"`, pick(t, "id", "live-id"), rapid.IntRange(0, 9).Draw(t, "key")))
	}
	for name := range strings.FieldsSeq("class title hidden") {
		switch rapid.IntRange(0, 4).Draw(t, "has") {
		case 0:
			list = append(list, name)
		case 1:
			list = append(list, fmt.Sprintf("%s='%s'", name, pick(t, "x", "y  x", "x y", "&quot;", "a&#13;\r\nb", `"`)))
		}
	}
	return list
}

func element(t *rapid.T, name string, depth int, grow func(t *rapid.T, depth int) *item) *item {
	it := &item{name: name, attrs: attrs(t), grow: grow}
	if depth > 0 {
		for range rapid.IntRange(0, 5).Draw(t, "kids") {
			it.kids = append(it.kids, grow(t, depth-1))
		}
	}
	return it
}

func leaf(format string, t *rapid.T) *item { return &item{markup: fmt.Sprintf(format, words(t))} }

// inline makes what may stand everywhere, in <p> and <button> too.
func inline(t *rapid.T, depth int) *item {
	switch rapid.IntRange(0, 9).Draw(t, "inline") {
	case 0, 1, 2, 3:
		return leaf("%s", t)
	case 4:
		return leaf("<!-- %s -->", t)
	case 5:
		return &item{markup: pick(t, "<br>", "<input type=text>", "<input type=checkbox checked>", `<input value="&amp;">`, "<input id=k1 type=text>", "<img alt=''/>")}
	case 6:
		return leaf(pick(t, "<textarea>%s</textarea>", "<textarea id=k2>\n%s</textarea>", "<script>%s</script>", "<style>a &amp; b</style>%s"), t)
	case 7:
		return element(t, "svg", depth, svg)
	default:
		return element(t, pick(t, "span", "b", "my-element"), depth, inline)
	}
}

func flow(t *rapid.T, depth int) *item {
	switch rapid.IntRange(0, 12).Draw(t, "flow") {
	case 0, 1, 2:
		return element(t, pick(t, "div", "section"), depth, flow)
	case 3:
		return element(t, pick(t, "p", "h2", "button"), depth, inline)
	case 4:
		return element(t, "ul", depth, func(t *rapid.T, depth int) *item { return element(t, "li", depth, flow) })
	case 5:
		return element(t, "table", depth, func(t *rapid.T, depth int) *item { return element(t, pick(t, "tbody", "thead"), depth, rows) })
	case 6:
		grow := rapid.SampledFrom([]func(t *rapid.T, depth int) *item{flow, rows}).Draw(t, "template")
		return element(t, "template", depth, grow)
	case 7:
		return element(t, "pre", depth, inline)
	case 8:
		return element(t, "select", depth, func(t *rapid.T, _ int) *item {
			return leaf(pick(t, "<option>%s</option>", "<option id=k3 selected>%s</option>"), t)
		})
	default:
		return inline(t, depth)
	}
}

func rows(t *rapid.T, depth int) *item {
	if rapid.IntRange(0, 3).Draw(t, "space") == 0 {
		return &item{markup: " \n"}
	}
	return element(t, "tr", depth, func(t *rapid.T, depth int) *item { return element(t, "td", depth, flow) })
}

func svg(t *rapid.T, depth int) *item {
	switch rapid.IntRange(0, 5).Draw(t, "svg") {
	case 0:
		return leaf("%s", t)
	case 1:
		return &item{markup: pick(t, `<path d="M0"/>`, `<path d="M1"></path>`, `<use xlink:href="#a"/>`, `<g viewbox="0"/>`, `<g viewBox="1"/>`, "<style>a &gt; b</style>", "<style/>")}
	case 2:
		return element(t, pick(t, "foreignObject", "foreignobject", "title"), depth, inline)
	default:
		return element(t, pick(t, "g", "linearGradient", "a"), depth, svg)
	}
}

// edit changes the tree in one place.
func edit(t *rapid.T, root *item) {
	it := rapid.SampledFrom(root.elements()).Draw(t, "element")
	n := len(it.kids)
	at := rapid.IntRange(0, max(n-1, 0)).Draw(t, "at")
	to := rapid.IntRange(0, max(n-1, 0)).Draw(t, "to")
	op := rapid.IntRange(0, 6).Draw(t, "op")
	switch {
	case op == 0 || n == 0:
		it.kids = slices.Insert(it.kids, min(at, n), it.grow(t, 2))
	case op == 1:
		it.kids = slices.Delete(it.kids, at, at+1)
	case op == 2:
		it.kids[at] = it.grow(t, 2)
	case op == 3:
		it.kids[at], it.kids[to] = it.kids[to], it.kids[at]
	case op == 4:
		k := it.kids[at]
		it.kids = slices.Insert(slices.Delete(it.kids, at, at+1), to, k)
	case op == 5:
		it.kids = slices.Insert(it.kids, to, it.kids[at].clone())
	default:
		it.attrs = attrs(t)
	}
}

// TestModel makes trees and edits them, several pictures in a row: each is compared with the one before, which came
// from a comparison too.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := element(t, "", 4, flow)
		page := root.String()
		s, err := diff.Parse([]byte(page))
		require.NoError(t, err, "%s", page)
		for range rapid.IntRange(1, 4).Draw(t, "pictures") {
			root = root.clone()
			for range rapid.IntRange(1, 5).Draw(t, "edits") {
				edit(t, root)
			}
			next := root.String()
			requireFaithful(t, []byte(page), []byte(next))
			compared, patch, err := diff.Compare(s, []byte(next))
			require.NoError(t, err)
			applied, err := s.Apply(patch)
			require.NoError(t, err)
			require.NoError(t, diff.Equal(compared, applied))
			s.Release()
			s, page = compared, next
		}
	})
}
