package live

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
)

// withLeaves returns the HTML of the view with that of its nested views, and the rows of its Streams, in their
// elements. It may be called once.
func (p *program) withLeaves(markup []byte) []byte {
	if p.leaves == nil {
		return markup
	}
	snap, err := diff.ParseIn(p.rootContext(), markup)
	if err != nil {
		return markup // it is strict HTML
	}
	var doc []byte
	at := 0
	for leaf := range snap.Leaves() {
		content, ok := p.takeContent(leaf)
		if !ok {
			continue
		}
		doc = append(append(doc, markup[at:leaf.Start]...), content...)
		at = leaf.End
	}
	return append(doc, markup[at:]...)
}

// takeContent returns what the document shows in a leaf. It reports false if the view has rendered that itself.
func (p *program) takeContent(leaf diff.Leaf) (content []byte, ok bool) {
	num, _ := strconv.ParseUint(leaf.Attr("live-root"), 10, 64)
	if n := p.nestedView(num); n != nil && n.prog != nil && n.prog.html != nil {
		return n.prog.takeHTML(leaf.Context), true
	}
	num, _ = strconv.ParseUint(leaf.Attr(streamAttr), 10, 64)
	if st := p.stream(num); st != nil {
		return p.inContext(leaf.Context, st.takeDocument()), true
	}
	return nil, false
}

// inContext returns markup, which is strict HTML, or its strict form in the given context if it is not strict there.
func (p *program) inContext(in diff.Context, markup []byte) []byte {
	if _, err := diff.ParseIn(in, markup); err != nil {
		p.report(newProblem(problemNested, p.locate(err, markup)))
		return normalize.HTMLIn(in, markup)
	}
	return markup
}

// takeHTML returns the HTML of a nested view for the document, where its element has the given context. It
// may be called once.
func (p *program) takeHTML(in diff.Context) []byte {
	markup := p.html
	p.html = nil
	return p.withLeaves(p.inContext(in, markup))
}

// takeNestedFlashes returns the messages that nested views have shown before the document. It may be called
// once.
func (p *program) takeNestedFlashes() string {
	var b strings.Builder
	for _, num := range p.nestedNumbers() {
		if prog := p.nestedView(num).prog; prog != nil {
			b.WriteString(prog.takeFlashes())
		}
	}
	return b.String()
}

// nestedNumbers returns the numbers of the elements of nested views, in ascending order.
func (p *program) nestedNumbers() []uint64 {
	nums := make([]uint64, 0, len(p.nestedViews()))
	for num := range p.nestedViews() {
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
