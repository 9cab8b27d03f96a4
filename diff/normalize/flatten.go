package normalize

import (
	"bytes"
	"slices"
	"strings"

	"github.com/lively-go/lively/diff"
	"golang.org/x/net/html"
)

// flatten rewrites src in one pass over its tokens. Unlike a parser, it neither copies nor moves
// elements: a start tag opens an element, and an end tag closes the elements up to the innermost one of
// that name. Omitted end tags and table parts are added. A start tag that diff.Parse would still reject,
// or that is nested too deep, is left out together with its end tag.
func flatten(in diff.Context, src []byte) (out []byte, tokens int) {
	f := flattener{b: diff.NewBuilder(in), last: map[string][]int{}}
	z := html.NewTokenizerFragment(bytes.NewReader(src), "div")
	for t := z.Next(); t != html.ErrorToken; t = z.Next() {
		f.token(z, z.Token())
		tokens++
		z.AllowCDATA(f.b.Foreign())
	}
	return f.b.HTML(), tokens
}

// A flattener writes the tokens of a page.
type flattener struct {
	b          *diff.Builder
	open       []openElement
	last       map[string][]int // indices in open, by key
	hidden     int              // how many open elements are hidden
	written    []string         // the names of those that were written
	attributes []diff.TagAttribute
	skipLF     bool // the start tag of a <pre> or <textarea> was read last
	skipText   bool // that of an element with raw text that is left out
}

// An openElement is an element whose end tag was not read yet.
type openElement struct {
	name    string
	written bool
	hidden  bool // left out with its content
}

// key distinguishes the elements that were written from those of the same name that were left out.
func (e openElement) key() string {
	if e.written {
		return e.name
	}
	return leftOut + e.name
}

const leftOut = "/"

func (f *flattener) token(z *html.Tokenizer, t html.Token) {
	skipLF, skipText := f.skipLF, f.skipText
	f.skipLF, f.skipText = false, false
	switch t.Type {
	case html.TextToken:
		if skipLF {
			t.Data = strings.TrimPrefix(t.Data, "\n")
		}
		if f.hidden == 0 && !skipText && !f.b.Text(t.Data) && f.leaveTable() {
			f.b.Text(t.Data)
		}
	case html.CommentToken:
		if f.hidden == 0 {
			f.b.Comment(commentText(t.Data))
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		if f.b.Foreign() {
			z.NextIsNotRawText()
		}
		f.startTag(t)
	case html.EndTagToken:
		f.endTag(t.Data)
	}
}

func (f *flattener) startTag(t html.Token) {
	foreign := f.b.Foreign()
	name := t.Data
	if !foreign {
		name = elementName(name)
	}
	written := false
	if f.hidden == 0 {
		f.attributes = appendAttributes(f.attributes[:0], t.Attr)
		if !foreign && formattingElements[name] { // as the parser does
			slices.SortStableFunc(f.attributes, func(a, b diff.TagAttribute) int { return strings.Compare(a.Name, b.Name) })
		}
		written = f.start(name, f.attributes)
	}
	foreign = foreign || written && f.b.Foreign()
	if foreign && t.Type == html.SelfClosingTagToken || !foreign && voidElements[name] {
		if written {
			f.b.End()
		}
		return
	}
	f.skipLF = !foreign && (name == "pre" || name == "textarea")
	f.skipText = !foreign && !written && hiddenElements[name] && rawTextElements[name]
	f.push(openElement{t.Data, written, !foreign && !written && name == "template"})
}

// start opens an element. If it is not allowed, start first closes the elements whose end tags are
// optional before it, and then opens the table parts that are missing.
func (f *flattener) start(name string, attributes []diff.TagAttribute) bool {
	if f.b.Start(name, attributes) {
		return true
	}
	if f.b.Foreign() {
		return false
	}
	for _, closed := range closedBefore(name) {
		if i := f.innermost(closed); i >= 0 && i >= f.barrier(name) && (closed != "p" || i > f.innermost("table")) {
			f.closeFrom(i)
			if f.b.Start(name, attributes) {
				return true
			}
		}
	}
	if parent := impliedParent[name]; parent != "" && f.start(parent, nil) {
		f.push(openElement{parent, true, false})
		return f.b.Start(name, attributes)
	}
	return plainElements[name] && f.leaveTable() && f.start(name, attributes)
}

// leaveTable closes the table if only its parts are allowed here. It reports whether it did. A parser
// would move what follows before the table.
func (f *flattener) leaveTable() bool {
	if n := len(f.written); n == 0 || f.b.Foreign() || !tableModes[f.written[n-1]] {
		return false
	}
	i := f.innermost("table")
	if i < 0 || i < f.innermost("template") {
		return false // the table is around the root
	}
	f.closeFrom(i)
	return true
}

var tableModes = set("colgroup table tbody tfoot thead tr")

func (f *flattener) endTag(name string) {
	if i := f.innermost(name, leftOut+name); i >= 0 && i >= f.barrier(name) {
		f.closeFrom(i)
	}
}

func (f *flattener) push(e openElement) {
	f.last[e.key()] = append(f.last[e.key()], len(f.open))
	f.open = append(f.open, e)
	if e.hidden {
		f.hidden++
	}
	if e.written {
		f.written = append(f.written, e.name)
	}
}

// closeFrom closes the open elements from index i on, the innermost first.
func (f *flattener) closeFrom(i int) {
	for _, e := range slices.Backward(f.open[i:]) {
		indices := f.last[e.key()]
		f.last[e.key()] = indices[:len(indices)-1]
		if e.written {
			f.b.End()
			f.written = f.written[:len(f.written)-1]
		}
		if e.hidden {
			f.hidden--
		}
	}
	f.open = f.open[:i]
}

// innermost returns the index of the innermost open element with one of the keys, or -1.
func (f *flattener) innermost(keys ...string) int {
	found := -1
	for _, key := range keys {
		if indices := f.last[key]; len(indices) > 0 {
			found = max(found, indices[len(indices)-1])
		}
	}
	return found
}

// barrier returns the index of the innermost open element that a tag of this name closes nothing
// outside of, or -1. Deep in the tree there are none: the rest of a page must not end up in the tables
// that a user left open.
func (f *flattener) barrier(name string) int {
	if len(f.written) > maxDepth/2 {
		return -1
	}
	switch name {
	case "template":
		return -1
	case "table":
		return f.innermost("template")
	case "caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr":
		return f.innermost("table", "template")
	}
	return f.innermost("caption", "object", "td", "template", "th")
}

// impliedParent maps the name of a table part to that of the element to open before it.
var impliedParent = map[string]string{"col": "colgroup", "td": "tr", "th": "tr", "tr": "tbody"}

// closedBefore returns the names of the elements that the start tag of a name closes.
func closedBefore(name string) []string {
	switch name {
	case "a", "button", "nobr", "option":
		return []string{name}
	case "li":
		return []string{"li", "p"}
	case "dd", "dt":
		return []string{"dd", "dt", "p"}
	case "rb", "rp", "rt", "rtc":
		return []string{"rb", "rp", "rt", "rtc"}
	case "optgroup":
		return []string{"option", "optgroup"}
	case "td", "th":
		return []string{"td", "th"}
	case "tr":
		return []string{"tr", "caption", "colgroup"}
	case "caption", "colgroup", "tbody", "tfoot", "thead":
		return []string{"tbody", "tfoot", "thead", "caption", "colgroup"}
	}
	return []string{"p"}
}
