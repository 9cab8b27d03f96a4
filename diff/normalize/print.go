package normalize

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A printer prints a tree and records which part of the tree each byte came from.
type printer struct {
	out   []byte
	spans []span
}

// A span is the beginning of a tag, text, comment or attribute in the output.
type span struct {
	start int
	node  *html.Node
	attr  int // index of the attribute, or -1
}

// printAll prints the children of root and replaces the previous output.
func (p *printer) printAll(root *html.Node) {
	p.out, p.spans = p.out[:0], p.spans[:0]
	p.children(root)
}

func (p *printer) children(n *html.Node) {
	for c := range n.ChildNodes() {
		p.addSpan(c, -1)
		switch c.Type {
		case html.ElementNode:
			p.element(c)
		case html.TextNode:
			p.text(c)
		case html.CommentNode:
			p.comment(c)
		}
	}
}

func (p *printer) element(n *html.Node) {
	name := n.Data
	if isHTML(n, atom.Xmp, atom.Listing, atom.Plaintext) {
		name = "pre"
	}
	p.out = append(append(p.out, '<'), name...)
	for i, a := range n.Attr {
		p.out = append(p.out, ' ')
		p.addSpan(n, i)
		if a.Namespace != "" {
			p.out = append(append(p.out, a.Namespace...), ':')
		}
		p.out = append(append(p.out, a.Key...), `="`...)
		p.out = append(append(p.out, html.EscapeString(a.Val)...), '"')
	}
	p.out = append(p.out, '>')
	if isHTML(n, voidElements...) {
		return
	}
	if c := n.FirstChild; (name == "pre" || name == "textarea") && n.Namespace == "" && c != nil && strings.HasPrefix(c.Data, "\n") {
		p.out = append(p.out, '\n') // the parser drops the first line feed
	}
	p.children(n)
	p.addSpan(n, -1)
	p.out = append(append(append(p.out, "</"...), name...), '>')
}

func (p *printer) text(n *html.Node) {
	if isHTML(n.Parent, rawTextElements...) {
		p.out = append(p.out, n.Data...)
	} else {
		p.out = append(p.out, html.EscapeString(n.Data)...)
	}
}

// comment prints a comment verbatim, unless that would end it too early. Then x/net/html escapes
// it.
func (p *printer) comment(n *html.Node) {
	if d := n.Data; !strings.HasPrefix(d, ">") && !strings.HasPrefix(d, "->") && !strings.Contains(d, "-->") && !strings.Contains(d, "--!>") {
		p.out = append(append(append(p.out, "<!--"...), d...), "-->"...)
		return
	}
	var b bytes.Buffer
	if html.Render(&b, n) == nil { // writing to a Buffer does not fail
		p.out = append(p.out, b.Bytes()...)
	}
}

func (p *printer) addSpan(n *html.Node, attr int) {
	p.spans = append(p.spans, span{start: len(p.out), node: n, attr: attr})
}

// remove removes from the tree what was printed at offset, and reports whether there was anything.
// The children of a removed element stay, unless they are not displayed.
func (p *printer) remove(offset int) bool {
	i, found := slices.BinarySearchFunc(p.spans, offset, func(q span, offset int) int { return q.start - offset })
	if !found {
		i--
	}
	if i < 0 || offset >= len(p.out) {
		return false
	}
	switch q := p.spans[i]; {
	case q.attr >= 0:
		q.node.Attr = slices.Delete(q.node.Attr, q.attr, q.attr+1)
	case isHTML(q.node, hiddenElements...):
		q.node.Parent.RemoveChild(q.node)
	default:
		for c := q.node.FirstChild; c != nil; c = q.node.FirstChild {
			q.node.RemoveChild(c)
			q.node.Parent.InsertBefore(c, q.node)
		}
		q.node.Parent.RemoveChild(q.node)
	}
	return true
}

var (
	voidElements = []atom.Atom{
		atom.Area, atom.Base, atom.Basefont, atom.Bgsound, atom.Br, atom.Col, atom.Embed, atom.Frame, atom.Hr, atom.Img,
		atom.Input, atom.Keygen, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr,
	}
	rawTextElements = []atom.Atom{atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Script, atom.Style}
	hiddenElements  = []atom.Atom{atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Script, atom.Style, atom.Template, atom.Title}
)

// isHTML reports whether n is an HTML element with one of the names.
func isHTML(n *html.Node, names ...atom.Atom) bool {
	return n.Type == html.ElementNode && n.Namespace == "" && slices.Contains(names, n.DataAtom)
}
