// Package normalize rewrites markup that diff.Parse rejects into markup it accepts.
//
// It is slow and lenient: it parses like a browser and writes the resulting tree, which makes explicit
// what a browser infers, such as missing end tags, omitted table parts and elements that were moved.
// Whatever diff.Parse still rejects, because markup cannot express it or browsers disagree about it, is
// left out.
//
// A page may contain markup from its users. Whatever that is, the rest of the page is kept, and the time
// and the size of the result are linear in the size of the page. A page that would make a browser copy
// many elements, or nest more than 256 of them, is flattened: its elements are read as written, without
// copies, and those nested too deep are left out. Their content stays. So is a page that the parser of
// golang.org/x/net does not read to its end.
//
// Normalizing takes about ten times as long as diff.Parse. It is a safety net for production, not a
// substitute for valid markup: the error of diff.Parse says what to write instead.
//
// All functions are safe for concurrent use.
package normalize

import (
	"bytes"
	"regexp"

	"github.com/lively-go/lively/diff"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTML returns markup that diff.Parse accepts for the tree that a browser builds from src inside a
// <div>. The result is unchanged if it is normalized again. NUL characters and invalid UTF-8 are
// replaced by U+FFFD.
func HTML(src []byte) []byte { return HTMLIn(diff.Context{}, src) }

// HTMLIn is like HTML for a root with the given Context, such as a tbody. If only some elements are
// allowed there, or svg or math, the page is always flattened.
func HTMLIn(in diff.Context, src []byte) []byte {
	out, _ := normalize(in, src)
	return out
}

// The work of a parser that copies elements is limited to copyFactor times the size of the page plus
// copyBase.
const (
	copyFactor = 8
	copyBase   = 64 << 10
)

// foreignTemplate matches pages with a <template> in svg or math. The parser ignores the rest of such a
// page.
var foreignTemplate = regexp.MustCompile(`(?is)<(svg|math).*<template`)

// maxDepth is how many nested elements diff.Parse accepts.
const maxDepth = 256

// work counts what was done to normalize a page.
type work struct {
	tokens int // read by the passes of this package
	nodes  int // created by the parser
}

func normalize(in diff.Context, src []byte) ([]byte, work) {
	src = ReplaceInvalid(src)
	var w work
	cost, tokens := copyCost(src)
	w.tokens = tokens
	if in.IsFlow() && cost <= copyFactor*len(src)+copyBase && !foreignTemplate.Match(src) {
		if nodes, err := parse(src); err == nil {
			p := printer{Builder: diff.NewBuilder(in)}
			for _, n := range nodes {
				p.node(n)
			}
			if w.nodes = p.nodes; !p.tooDeep {
				return p.HTML(), w
			}
		}
	}
	out, tokens := flatten(in, src)
	w.tokens += tokens
	return out, w
}

// ReplaceInvalid returns html with NUL characters and invalid UTF-8 replaced by U+FFFD, as browsers do
// in most places. The result is html itself if it has none.
func ReplaceInvalid(html []byte) []byte {
	html = bytes.ToValidUTF8(html, []byte("\uFFFD"))
	if bytes.IndexByte(html, 0) >= 0 {
		html = bytes.ReplaceAll(html, []byte{0}, []byte("\uFFFD"))
	}
	return html
}

// parse parses src like a browser does. It returns an error if more than 512 elements are open.
func parse(src []byte) ([]*html.Node, error) {
	return html.ParseFragment(bytes.NewReader(src), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
}

// A printer writes a tree. Each node that diff.Parse would reject is left out. The children of such
// an element stay, unless they are not displayed.
type printer struct {
	*diff.Builder
	attributes []diff.TagAttribute
	nodes      int
	depth      int // number of open elements
	tooDeep    bool
}

func (p *printer) node(n *html.Node) {
	p.nodes++
	switch n.Type {
	case html.TextNode:
		p.Text(n.Data)
	case html.CommentNode:
		p.Comment(commentText(n.Data))
	case html.ElementNode:
		p.element(n)
	}
}

func (p *printer) element(n *html.Node) {
	p.attributes = appendAttributes(p.attributes[:0], n.Attr)
	name := n.Data
	if n.Namespace == "" {
		name = elementName(name)
	}
	open := p.Start(name, p.attributes)
	if !open && n.Namespace == "" && hiddenElements[n.Data] {
		return
	}
	if open {
		p.depth++
	} else if p.depth == maxDepth {
		p.tooDeep = true
	}
	for c := range n.ChildNodes() {
		p.node(c)
	}
	if open {
		p.End()
		p.depth--
	}
}

func appendAttributes(dst []diff.TagAttribute, attrs []html.Attribute) []diff.TagAttribute {
	for _, a := range attrs {
		if a.Namespace != "" {
			a.Key = a.Namespace + ":" + a.Key
		}
		dst = append(dst, diff.TagAttribute{Name: a.Key, Value: a.Val})
	}
	return dst
}
