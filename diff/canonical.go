package diff

import (
	"bytes"
	"slices"
	"sync"

	"github.com/lively-go/lively/internal/htmlscan"
)

// AppendCanonical appends the canonical form described in docs/reference/protocol.md: attributes
// sorted by name, class as a set, and one spelling for each character.
func (s *Snapshot) AppendCanonical(dst []byte) []byte {
	p := printer{tree: s.tree, dst: dst}
	p.writeChildren(cursor{}, s.namespace())
	return p.dst
}

var bufferPool = sync.Pool{New: func() any { return new([]byte) }}

// Checksum returns the 32-bit FNV-1a hash of the canonical form.
func (s *Snapshot) Checksum() uint32 {
	buf := bufferPool.Get().(*[]byte)
	defer bufferPool.Put(buf)
	*buf = s.AppendCanonical((*buf)[:0])
	sum := uint32(2166136261)
	for _, c := range *buf {
		sum = (sum ^ uint32(c)) * 16777619
	}
	return sum
}

// A printer writes the canonical form of nodes.
type printer struct {
	tree
	dst    []byte
	buf    []byte
	attrs  []htmlscan.Attribute
	tokens [][]byte

	isAltered bool // a parser turns the output into other nodes, or it contains a leaf
}

func (p *printer) writeChildren(parent cursor, in namespace) {
	for c := p.firstChild(parent); c.node < p.endOf(parent); c = p.nextSibling(c) {
		p.writeNode(c, in)
	}
}

func (p *printer) writeNode(n cursor, in namespace) {
	switch p.kind(n) {
	case textNode:
		p.writeEscaped(p.source(n), false)
	case commentNode:
		p.dst = append(p.dst, p.source(n)...)
	default:
		p.writeElement(n, in)
	}
}

func (p *printer) writeElement(n cursor, in namespace) {
	e := p.elementInfoAt(n, in)
	name := e.namespace.elementName(e.name)
	p.writeStartTag(n, name, e.namespace)
	content := len(p.dst)
	switch {
	case e.traits&void != 0:
		return
	case slices.ContainsFunc(p.attrs, isLeafAttr):
		p.isAltered = true
	case e.traits&raw != 0:
		p.dst = append(p.dst, p.rawContent(n)...)
	case e.traits&textElement != 0 && e.namespace != htmlNS:
		p.dst = appendDecoded(p.dst, p.rawContent(n))
		p.isAltered = p.isAltered || bytes.ContainsAny(p.dst[content:], "<&")
	case e.traits&textElement != 0:
		p.writeEscaped(p.rawContent(n), false)
	default:
		p.writeChildren(n, e.childNamespace)
	}
	if e.traits&leadingLF != 0 && bytes.HasPrefix(p.dst[content:], []byte("\n")) {
		p.isAltered = true
	}
	p.dst = append(append(append(p.dst, "</"...), name...), '>')
}

func (p *printer) writeStartTag(n cursor, name []byte, own namespace) {
	p.dst = append(append(p.dst, '<'), name...)
	p.attrs = appendAttributes(p.attrs[:0], p.tree.startTag(n), own)
	slices.SortFunc(p.attrs, func(a, b htmlscan.Attribute) int { return bytes.Compare(a.Name, b.Name) })
	for _, a := range p.attrs {
		p.dst = append(append(append(p.dst, ' '), a.Name...), `="`...)
		if string(a.Name) == "class" {
			p.writeClass(a.Value)
		} else {
			p.writeEscaped(a.Value, true)
		}
		p.dst = append(p.dst, '"')
	}
	p.dst = append(p.dst, '>')
}

// writeClass appends the value of a class attribute as a sorted set of tokens.
func (p *printer) writeClass(value []byte) {
	p.tokens = appendTokens(p.tokens[:0], decode(value, &p.buf))
	for i, t := range p.tokens {
		if i > 0 {
			p.dst = append(p.dst, ' ')
		}
		p.dst = appendEscaped(p.dst, t, true)
	}
}

// writeEscaped appends s decoded and then escaped: as text, or as an attribute value if quoted.
func (p *printer) writeEscaped(s []byte, quoted bool) {
	p.dst = appendEscaped(p.dst, decode(s, &p.buf), quoted)
}

// appendEscaped appends s escaped as text, or as a value in double quotes if quoted.
func appendEscaped(dst, s []byte, quoted bool) []byte {
	from := 0
	for i, c := range s {
		var as string
		switch c {
		case '&':
			as = "&amp;"
		case '<':
			as = "&lt;"
		case '>':
			as = "&gt;"
		case '"':
			as = "&quot;"
		default:
			continue
		}
		if c == '"' && !quoted {
			continue
		}
		dst = append(append(dst, s[from:i]...), as...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// appendTokens appends the distinct tokens of s, sorted.
func appendTokens(dst [][]byte, s []byte) [][]byte {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && !htmlscan.IsSpace(s[i]) && s[i] != '\r' {
			continue
		}
		if i > start {
			dst = append(dst, s[start:i])
		}
		start = i + 1
	}
	slices.SortFunc(dst, bytes.Compare)
	return slices.CompactFunc(dst, bytes.Equal)
}
