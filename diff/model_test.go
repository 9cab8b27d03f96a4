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

// A modelNode is a node of the model: an element, or markup without nodes below it.
type modelNode struct {
	markup   string // of a text, comment, void element or text element
	name     string // of an element
	attrs    []string
	children []*modelNode
	newChild func(t *rapid.T, depth int) *modelNode // returns a random child
}

func (n *modelNode) write(b *strings.Builder) {
	if n.name == "" {
		b.WriteString(n.markup)
		return
	}
	b.WriteString("<" + n.name)
	for _, a := range n.attrs {
		b.WriteString(" " + a)
	}
	b.WriteString(">")
	for _, child := range n.children {
		child.write(b)
	}
	b.WriteString("</" + n.name + ">")
}

func (n *modelNode) String() string {
	var b strings.Builder
	for _, child := range n.children {
		child.write(&b)
	}
	return b.String()
}

func (n *modelNode) clone() *modelNode {
	c := *n
	c.attrs, c.children = slices.Clone(n.attrs), slices.Clone(n.children)
	for i, child := range c.children {
		c.children[i] = child.clone()
	}
	return &c
}

// elements returns n and all elements below it.
func (n *modelNode) elements() []*modelNode {
	list := []*modelNode{n}
	for _, child := range n.children {
		if child.newChild != nil {
			list = append(list, child.elements()...)
		}
	}
	return list
}

func sample(t *rapid.T, from ...string) string { return rapid.SampledFrom(from).Draw(t, "sample") }

func randomText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "b", "cc", " ", "\n", "\r\n", "&amp;", "&#38;", "&lt;", "1 < 2", "é", "e\u0301", "😀", "😁", "&nbsp;", "&#13;", `"`, "'", "&#128512;", "–",
	}), 1, 6).Draw(t, "text"), "")
}

func randomAttrs(t *rapid.T) (list []string) {
	if rapid.IntRange(0, 9).Draw(t, "leaf") == 0 {
		list = append(list, sample(t, `live-update="ignore"`, `live-root="1"`, `live-root="2"`, `live-update="other"`))
	}
	if rapid.IntRange(0, 2).Draw(t, "keyed") > 0 {
		list = append(list, fmt.Sprintf(`%s="k%d"`, sample(t, "id", "live-id"), rapid.IntRange(0, 9).Draw(t, "key")))
	}
	for name := range strings.FieldsSeq("class title hidden") {
		switch rapid.IntRange(0, 4).Draw(t, "has") {
		case 0:
			list = append(list, name)
		case 1:
			list = append(list, fmt.Sprintf("%s='%s'", name, sample(t, "x", "y  x", "x y", "&quot;", "a&#13;\r\nb", `"`)))
		}
	}
	return list
}

func newElement(t *rapid.T, name string, depth int, newChild func(t *rapid.T, depth int) *modelNode) *modelNode {
	n := &modelNode{name: name, attrs: randomAttrs(t), newChild: newChild}
	if depth > 0 {
		for range rapid.IntRange(0, 5).Draw(t, "children") {
			n.children = append(n.children, newChild(t, depth-1))
		}
	}
	return n
}

func newLeaf(format string, t *rapid.T) *modelNode {
	return &modelNode{markup: fmt.Sprintf(format, randomText(t))}
}

// inline returns a node that is allowed everywhere, including in <p> and <button>.
func inline(t *rapid.T, depth int) *modelNode {
	switch rapid.IntRange(0, 9).Draw(t, "inline") {
	case 0, 1, 2, 3:
		return newLeaf("%s", t)
	case 4:
		return newLeaf("<!-- %s -->", t)
	case 5:
		return &modelNode{markup: sample(t, "<br>", "<input type=text>", "<input type=checkbox checked>", `<input value="&amp;">`, "<input id=k1 type=text>", "<img alt=''/>", "<input live-update=ignore>")}
	case 6:
		return newLeaf(sample(t, "<textarea>%s</textarea>", "<textarea id=k2>\n%s</textarea>", "<textarea live-update=ignore>%s</textarea>", "<script>%s</script>", "<style>a &amp; b</style>%s"), t)
	case 7:
		return newElement(t, "svg", depth, svg)
	default:
		return newElement(t, sample(t, "span", "b", "my-element"), depth, inline)
	}
}

func flow(t *rapid.T, depth int) *modelNode {
	switch rapid.IntRange(0, 12).Draw(t, "flow") {
	case 0, 1, 2:
		return newElement(t, sample(t, "div", "section"), depth, flow)
	case 3:
		return newElement(t, sample(t, "p", "h2", "button"), depth, inline)
	case 4:
		return newElement(t, "ul", depth, func(t *rapid.T, depth int) *modelNode { return newElement(t, "li", depth, flow) })
	case 5:
		return newElement(t, "table", depth, func(t *rapid.T, depth int) *modelNode { return newElement(t, sample(t, "tbody", "thead"), depth, rows) })
	case 6:
		newChild := rapid.SampledFrom([]func(t *rapid.T, depth int) *modelNode{flow, rows}).Draw(t, "template")
		return newElement(t, "template", depth, newChild)
	case 7:
		return newElement(t, "pre", depth, inline)
	case 8:
		return newElement(t, "select", depth, func(t *rapid.T, _ int) *modelNode {
			return newLeaf(sample(t, "<option>%s</option>", "<option id=k3 selected>%s</option>"), t)
		})
	default:
		return inline(t, depth)
	}
}

func rows(t *rapid.T, depth int) *modelNode {
	if rapid.IntRange(0, 3).Draw(t, "space") == 0 {
		return &modelNode{markup: " \n"}
	}
	return newElement(t, "tr", depth, func(t *rapid.T, depth int) *modelNode { return newElement(t, "td", depth, flow) })
}

func svg(t *rapid.T, depth int) *modelNode {
	switch rapid.IntRange(0, 5).Draw(t, "svg") {
	case 0:
		return newLeaf("%s", t)
	case 1:
		return &modelNode{markup: sample(t, `<path d="M0"/>`, `<path d="M1"></path>`, `<use xlink:href="#a"/>`, `<g viewbox="0"/>`, `<g viewBox="1"/>`, "<style>a &gt; b</style>", "<style/>")}
	case 2:
		return newElement(t, sample(t, "foreignObject", "foreignobject", "title"), depth, inline)
	default:
		return newElement(t, sample(t, "g", "linearGradient", "a"), depth, svg)
	}
}

// editTree changes the tree in one place.
func editTree(t *rapid.T, root *modelNode) {
	n := rapid.SampledFrom(root.elements()).Draw(t, "element")
	count := len(n.children)
	at := rapid.IntRange(0, max(count-1, 0)).Draw(t, "at")
	to := rapid.IntRange(0, max(count-1, 0)).Draw(t, "to")
	op := rapid.IntRange(0, 7).Draw(t, "op")
	switch {
	case op == 0 || count == 0:
		n.children = slices.Insert(n.children, min(at, count), n.newChild(t, 2))
	case op == 1:
		n.children = slices.Delete(n.children, at, at+1)
	case op == 2:
		n.children[at] = n.newChild(t, 2)
	case op == 3:
		n.children[at], n.children[to] = n.children[to], n.children[at]
	case op == 4:
		moved := n.children[at]
		n.children = slices.Insert(slices.Delete(n.children, at, at+1), to, moved)
	case op == 5:
		n.children = slices.Insert(n.children, to, n.children[at].clone())
	case op == 6: // a row that is like another
		c := n.children[at].clone()
		n.children = slices.Insert(n.children, at+rapid.IntRange(0, 1).Draw(t, "side"), c)
		if c.newChild != nil {
			c.attrs = randomAttrs(t)
			editTree(t, c)
		}
	default:
		n.attrs = randomAttrs(t)
	}
}

// TestCompare_RandomEdits edits random trees several times. Each tree is compared with the previous
// one, which is itself the result of a comparison.
func TestCompare_RandomEdits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		root := newElement(t, "", 4, flow)
		page := root.String()
		s, err := diff.Parse([]byte(page))
		require.NoError(t, err, "%s", page)
		for range rapid.IntRange(1, 4).Draw(t, "renders") {
			root = root.clone()
			for range rapid.IntRange(1, 5).Draw(t, "edits") {
				editTree(t, root)
			}
			next := root.String()
			requireRoundTrip(t, []byte(page), []byte(next))
			opt := diff.Options{Copy: rapid.Bool().Draw(t, "copy")}
			compared, patch, err := opt.Compare(s, []byte(next))
			require.NoError(t, err)
			applied, err := s.Apply(patch)
			require.NoError(t, err)
			require.NoError(t, diff.CheckEqual(compared, applied))
			s.Release()
			s, page = compared, next
		}
	})
}
