package live

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
)

// withNested returns the HTML of the view with that of its nested views in their elements. It may be called
// once.
func (p *program) withNested(markup []byte) []byte {
	if len(p.nested) == 0 {
		return markup
	}
	snap, err := diff.ParseIn(p.rootContext(), markup)
	if err != nil {
		return markup // it is strict HTML
	}
	var doc []byte
	at := 0
	for leaf := range snap.Leaves() {
		num, _ := strconv.ParseUint(leaf.Attr("live-root"), 10, 64)
		n := p.nested[num]
		if n == nil || n.prog == nil || n.prog.html == nil {
			continue
		}
		doc = append(doc, markup[at:leaf.Start]...)
		doc = append(doc, n.prog.takeHTML(leaf.Context)...)
		at = leaf.End
	}
	return append(doc, markup[at:]...)
}

// takeHTML returns the HTML of a nested view for the document, where its element has the given context. It
// may be called once.
func (p *program) takeHTML(in diff.Context) []byte {
	markup := p.html
	p.html = nil
	if _, err := diff.ParseIn(in, markup); err != nil {
		p.report(newProblem(problemNested, p.locate(err, markup)))
		return normalize.HTMLIn(in, markup)
	}
	return p.withNested(markup)
}

// takeNestedFlashes returns the messages that nested views have shown before the document. It may be called
// once.
func (p *program) takeNestedFlashes() string {
	var b strings.Builder
	for _, num := range p.nestedNumbers() {
		if prog := p.nested[num].prog; prog != nil {
			b.WriteString(prog.takeFlashes())
		}
	}
	return b.String()
}

// nestedNumbers returns the numbers of the elements of nested views, in ascending order.
func (p *program) nestedNumbers() []uint64 {
	nums := make([]uint64, 0, len(p.nested))
	for num := range p.nested {
		nums = append(nums, num)
	}
	slices.Sort(nums)
	return nums
}

// nestedContext returns the context of the content of an element that holds a nested view. It reports false
// if there can be none.
func nestedContext(name string) (in diff.Context, ok bool) {
	isLetter := func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	if name == "" || !isLetter(rune(name[0])) || strings.ContainsFunc(name, func(r rune) bool {
		return !isLetter(r) && !('0' <= r && r <= '9') && r != '-'
	}) {
		return in, false
	}
	if slices.Contains(excludedElements, strings.ToLower(name)) {
		return in, false
	}
	if slices.Contains(svgElements, name) {
		return diff.NewContext("svg", name), true
	}
	return diff.NewContext(name), true
}

// excludedElements cannot contain a nested view: they have no content, only text, or a content that the
// browser's parser changes.
var excludedElements = strings.Fields("area base br col embed hr img input link meta param source track wbr " +
	"script style textarea title iframe noscript noframes noembed xmp plaintext template pre listing html head body frameset " +
	"option select p")

// svgElements are the elements of svg that can contain a nested view.
var svgElements = strings.Fields("g defs symbol marker mask pattern clipPath switch")
