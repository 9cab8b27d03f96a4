package diff

import "bytes"

// oneText takes over all nodes of the old tree if one text differs at most, as after most events; both begin with so many bytes alike. False: it is
// not known whether that is so. The text must be one that a parser reads as such wherever it is cut: it holds neither < nor &, before and after.
func (d *differ) oneText(old, s *Snapshot, from int) bool {
	a, b := old.html, s.html
	if from == len(a) && from == len(b) {
		d.cost += from
		s.keep(old.nodes)
		return true
	}
	end := commonEnd(a[from:], b[from:])
	d.cost += 2 * (from + end)
	if inRune(a, from) || !plain(a[from:len(a)-end]) || !plain(b[from:len(b)-end]) || len(b) > maxSize {
		return false
	}
	o, ok := old.textAt(int32(from))
	grown := int32(len(b) - len(a))
	if !ok || old.nodes[o.node].size+grown == 0 {
		return false
	}
	text := old.bytes(o)
	d.cost += len(text)
	if blank(text) || bytes.IndexByte(text, '<') >= 0 || bytes.IndexByte(text, '&') >= 0 || b[o.at] == '\n' {
		return false // one that is blank may stand where no other may; a line feed may be part of a start tag
	}
	s.keep(old.nodes)
	for p := (place{}); ; {
		s.nodes[p.node].size += grown
		if p.node == o.node {
			break
		}
		for p = old.child(p); old.end(p) <= o.node; {
			p = old.after(p)
		}
	}
	d.old, d.new = old.side, s.side
	d.texts(o, o, identity{})
	return true
}

// textAt finds the text around an offset, or up to it.
func (s side) textAt(at int32) (place, bool) {
	p := place{}
	for end := s.end(p); ; {
		c := s.child(p)
		for ; c.node < end; c = s.after(c) {
			if n := s.nodes[c.node]; at < c.at+n.size || at == c.at+n.size && n.tag == 0 {
				break
			}
		}
		if c.node >= end || at < c.at {
			return place{}, false
		}
		if s.nodes[c.node].count == 1 {
			return c, s.kind(c) == textNode
		}
		p, end = c, s.end(c)
	}
}

// plain says that text stays what it is with s in it.
func plain(s []byte) bool {
	for _, c := range s {
		if c < ' ' || c == '<' || c == '&' || c >= 0x80 {
			return false
		}
	}
	return true
}
