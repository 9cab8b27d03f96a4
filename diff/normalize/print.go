package normalize

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// printed is a printed tree that still knows which part of it made which bytes.
type printed struct {
	out   []byte
	parts []part
}

// A part is a tag, a text, a comment, or an attribute within a start tag.
type part struct {
	start int
	node  *html.Node
	attr  int // index of the attribute; -1 for none
}

// print prints what lies below root, in place of what was printed before.
func (p *printed) print(root *html.Node) {
	p.out, p.parts = p.out[:0], p.parts[:0]
	p.children(root)
}

func (p *printed) children(n *html.Node) {
	for c := range n.ChildNodes() {
		p.part(c, -1)
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

func (p *printed) element(n *html.Node) {
	name := n.Data
	if isHTML(n, atom.Xmp, atom.Listing, atom.Plaintext) {
		name = "pre"
	}
	p.out = append(append(p.out, '<'), name...)
	for i, a := range n.Attr {
		p.out = append(p.out, ' ')
		p.part(n, i)
		if a.Namespace != "" {
			p.out = append(append(p.out, a.Namespace...), ':')
		}
		p.out = append(append(p.out, a.Key...), `="`...)
		p.out = append(append(p.out, html.EscapeString(a.Val)...), '"')
	}
	p.out = append(p.out, '>')
	if isHTML(n, voids...) {
		return
	}
	if c := n.FirstChild; (name == "pre" || name == "textarea") && n.Namespace == "" && c != nil && strings.HasPrefix(c.Data, "\n") {
		p.out = append(p.out, '\n') // the parser drops one
	}
	p.children(n)
	p.part(n, -1)
	p.out = append(append(append(p.out, "</"...), name...), '>')
}

func (p *printed) text(n *html.Node) {
	if isHTML(n.Parent, raws...) {
		p.out = append(p.out, n.Data...)
	} else {
		p.out = append(p.out, html.EscapeString(n.Data)...)
	}
}

// comment prints a comment as it stands, unless it would end too early: then x/net/html escapes what it must.
func (p *printed) comment(n *html.Node) {
	if d := n.Data; !strings.HasPrefix(d, ">") && !strings.HasPrefix(d, "->") && !strings.Contains(d, "-->") && !strings.Contains(d, "--!>") {
		p.out = append(append(append(p.out, "<!--"...), d...), "-->"...)
		return
	}
	var b bytes.Buffer
	if html.Render(&b, n) == nil { // a Buffer takes everything
		p.out = append(p.out, b.Bytes()...)
	}
}

func (p *printed) part(n *html.Node, attr int) {
	p.parts = append(p.parts, part{start: len(p.out), node: n, attr: attr})
}

// remove takes out of the tree what was printed at offset. An element leaves its children, unless they do not show.
func (p *printed) remove(offset int) bool {
	i, found := slices.BinarySearchFunc(p.parts, offset, func(q part, offset int) int { return q.start - offset })
	if !found {
		i--
	}
	if i < 0 || offset >= len(p.out) {
		return false
	}
	switch q := p.parts[i]; {
	case q.attr >= 0:
		q.node.Attr = slices.Delete(q.node.Attr, q.attr, q.attr+1)
	case isHTML(q.node, hidden...):
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
	voids = []atom.Atom{
		atom.Area, atom.Base, atom.Basefont, atom.Bgsound, atom.Br, atom.Col, atom.Embed, atom.Frame, atom.Hr, atom.Img,
		atom.Input, atom.Keygen, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr,
	}
	raws   = []atom.Atom{atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Script, atom.Style}
	hidden = []atom.Atom{atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Script, atom.Style, atom.Template, atom.Title}
)

// isHTML reports whether n is one of these elements, and not one of svg or math.
func isHTML(n *html.Node, names ...atom.Atom) bool {
	return n.Type == html.ElementNode && n.Namespace == "" && slices.Contains(names, n.DataAtom)
}
