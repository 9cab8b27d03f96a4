package diff

import (
	"bytes"
	"slices"
	"sync"
)

// AppendCanonical appends the canonical form of docs/reference/protocol.md.
func (s *Snapshot) AppendCanonical(dst []byte) []byte {
	p := printer{side: s.side, dst: dst}
	p.children(place{}, htmlSpace)
	return p.dst
}

var canonical = sync.Pool{New: func() any { return new([]byte) }}

// Checksum is FNV-1a 32 over the canonical form.
func (s *Snapshot) Checksum() uint32 {
	buf := canonical.Get().(*[]byte)
	defer canonical.Put(buf)
	*buf = s.AppendCanonical((*buf)[:0])
	sum := uint32(2166136261)
	for _, c := range *buf {
		sum = (sum ^ uint32(c)) * 16777619
	}
	return sum
}

// A printer writes the canonical form.
type printer struct {
	side
	dst    []byte
	buf    []byte
	attrs  []attribute
	tokens [][]byte
}

func (p *printer) children(parent place, in space) {
	for c := p.child(parent); c.node < p.end(parent); c = p.after(c) {
		p.node(c, in)
	}
}

func (p *printer) node(n place, in space) {
	switch p.kind(n) {
	case textNode:
		p.escape(p.bytes(n), false)
	case commentNode:
		p.dst = append(p.dst, p.bytes(n)...)
	default:
		p.element(n, in)
	}
}

func (p *printer) element(n place, in space) {
	e := p.identify(n, in)
	name := e.space.elementName(e.name)
	p.startTag(n, name, e.space)
	switch {
	case e.traits&void != 0:
		return
	case e.traits&raw != 0:
		p.dst = append(p.dst, p.content(n)...)
	case e.traits&leaf != 0 && e.space != htmlSpace:
		p.dst = appendDecoded(p.dst, p.content(n))
	case e.traits&leaf != 0:
		p.escape(p.content(n), false)
	default:
		p.children(n, e.inside)
	}
	p.dst = append(append(append(p.dst, "</"...), name...), '>')
}

func (p *printer) startTag(n place, name []byte, own space) {
	p.dst = append(append(p.dst, '<'), name...)
	p.attrs = appendAttributes(p.attrs[:0], p.side.startTag(n), own)
	slices.SortFunc(p.attrs, func(a, b attribute) int { return bytes.Compare(a.name, b.name) })
	for _, a := range p.attrs {
		p.dst = append(append(append(p.dst, ' '), a.name...), `="`...)
		if string(a.name) == "class" {
			p.class(a.value)
		} else {
			p.escape(a.value, true)
		}
		p.dst = append(p.dst, '"')
	}
	p.dst = append(p.dst, '>')
}

// class appends the set of tokens that the value of a class attribute is.
func (p *printer) class(value []byte) {
	p.tokens = appendTokens(p.tokens[:0], decodedIn(value, &p.buf))
	for i, t := range p.tokens {
		if i > 0 {
			p.dst = append(p.dst, ' ')
		}
		p.dst = appendEscaped(p.dst, t, true)
	}
}

// escape appends s as canonical text or, if quoted, as a value.
func (p *printer) escape(s []byte, quoted bool) {
	p.dst = appendEscaped(p.dst, decodedIn(s, &p.buf), quoted)
}

// appendEscaped appends s as text or, if quoted, as a value in double quotes.
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

// appendTokens appends the set of tokens of s, sorted.
func appendTokens(dst [][]byte, s []byte) [][]byte {
	start := 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && !isSpace(s[i]) && s[i] != '\r' {
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
