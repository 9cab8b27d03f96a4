package diff

import (
	"bytes"
	"fmt"
)

// start reads a start tag; for an element that has no nodes below it, all of it.
func (r *reader) start(depth int) error {
	f, start := r.top(), r.pos
	name := tagName(r.src[start:])
	low := lower(name, nil)
	own := f.space.of(low)
	t := own.traits(low)
	o := r.candidate(f, name)
	same := r.sameTag(o) && t&leadingLF == 0
	if !same || f.template { // else an element of this name has been here before
		if bad := f.forbids(low, own, t); bad != nil {
			return r.flaw(start, *bad)
		}
		f.decide(low, t)
	}
	switch {
	case depth+len(r.stack) > maxDepth:
		return r.flaw(start, flaw{fmt.Sprintf("more than %d elements in each other", maxDepth), "nest less"})
	case r.resync(f):
		return nil
	}

	end := closed
	if same {
		n := r.old.nodes[o.node]
		r.pos += int(n.tag)
		if n.tag == n.size {
			end = selfClosed
		}
	} else {
		var k key
		var err error
		if k, end, err = r.attributes(name, f.space, own); err != nil {
			return err
		}
		p := r.keyed(f, o, name, k)
		if end := r.pos; p != o && !f.template {
			if r.pos = start; r.begins(f, p) {
				return nil
			}
			r.pos = end
		}
		if o = p; own == mathSpace {
			o = place{} // the encoding of annotation-xml steers the parser
		}
		if t&leadingLF != 0 {
			r.lineFeed()
		}
	}
	var pair int32
	if o.node == 0 || o != f.next {
		r.apart(f)
	}
	if o.node > 0 {
		pair = r.pairUp(o, start)
		f.prev, f.next = o, r.old.after(o)
		f.left -= r.old.nodes[o.node].count
	}
	inside := f.enter(low, r.src[start:r.pos], own, t)
	r.stack = append(r.stack, frame{context: inside, node: int32(len(r.nodes)), start: int32(start), written: name, own: own})
	r.nodes = append(r.nodes, node{int32(r.pos - start), 0, 1})
	r.cost += r.pos - start
	if o.node > 0 {
		r.along(r.top(), pair)
		r.pairs[pair].within, r.pairs[pair].inside = same && t&leaf == 0, inside.space
	}
	switch {
	case own == htmlSpace && t&void != 0:
		r.close()
	case end == selfClosed && own == htmlSpace:
		return r.flaw(start, flaw{fmt.Sprintf("<%s/>", name), fmt.Sprintf("write <%s></%s>: a slash does not close it", name, name)})
	case end == selfClosed:
		r.close()
	case t&leaf != 0:
		return r.leaf(low, own, t, depth)
	}
	return nil
}

// leaf reads the content of an element that holds text alone, and its end tag.
func (r *reader) leaf(name []byte, own space, t traits, depth int) error {
	start := r.pos
	end := r.textEnd(start)
	if own == htmlSpace {
		end = rawEnd(r.src, start, name)
	}
	if err := r.characters(start, end, t&rcdata != 0); err != nil {
		return err
	}
	if own == htmlSpace && string(name) == "noscript" {
		if err := r.noscript(start, end, depth); err != nil {
			return err
		}
	}
	if own == htmlSpace && string(name) == "script" && doubleEscaped(r.src[start:end]) {
		return r.flaw(start, flaw{"<!-- and <script in a script", "write <\\!-- in a string"})
	}
	r.pos = end
	r.cost += end - start
	switch r.ahead(end) {
	case endAhead:
		return r.end()
	case nothingAhead:
		return nil // the caller sees that it is open
	}
	return r.flaw(end, flaw{fmt.Sprintf("< in <%s> in svg or math", name), "write &lt;"})
}

// noscript reads the content of a noscript as elements too: a parser for which scripts are off, as in a fragment, must
// find its end at the same place.
func (r *reader) noscript(start, end, depth int) error {
	var inner reader
	err := inner.read(r.src[start:end], r.top().context, depth+len(r.stack)-1)
	if err != nil {
		e := err.(*SyntaxError)
		return r.flaw(start+e.Offset, flaw{e.Problem, e.Fix})
	}
	return nil
}

// rawEnd is where the end tag of a raw text element is, or the end of s.
func rawEnd(s []byte, i int, name []byte) int {
	for {
		n := bytes.IndexByte(s[i:], '<')
		if n < 0 {
			return len(s)
		}
		i += n
		if end := i + 2 + len(name); end < len(s) && s[i+1] == '/' && bytes.EqualFold(s[i+2:end], name) && endsName[s[end]] {
			return i
		}
		i++
	}
}

// doubleEscaped reports whether a parser would take the end tag of a script for part of it.
func doubleEscaped(script []byte) bool {
	i := bytes.Index(script, []byte("<!--"))
	return i >= 0 && bytes.Contains(bytes.ToLower(script[i:]), []byte("<script"))
}

// lineFeed passes the line feed that a parser drops after some start tags.
func (r *reader) lineFeed() {
	s := r.src[r.pos:]
	switch {
	case len(s) == 0:
	case s[0] == '\n':
		r.pos++
	case s[0] == '&':
		var buf [16]byte
		if c, n, bad := reference(buf[:0], s); bad == "" && n > 0 && string(c) == "\n" {
			r.pos += n
		}
	}
}
