package diff

import (
	"bytes"
	"fmt"

	"github.com/lively-go/lively/internal/htmlscan"
)

// readStartTag reads a start tag. If the element cannot contain nodes, it reads the element to its
// end.
func (r *reader) readStartTag(depth int) error {
	f, start := r.top(), r.pos
	name := htmlscan.TagName(r.src[start:])
	lowerCase := lowerName(name, nil)
	ns := f.namespace.forElement(lowerCase)
	t := ns.traits(lowerCase)
	old := r.oldCandidate(f, name)
	sameTag := r.isSameTag(old) && t&leadingLF == 0
	if !sameTag || f.inTemplate { // otherwise the old tree has an element of this name here
		if prob := f.checkElement(lowerCase, ns, t); prob != nil {
			return r.errorAt(start, *prob)
		}
		f.decideTemplate(lowerCase, t)
	}
	switch {
	case depth+len(r.stack) > maxDepth:
		return r.errorAt(start, problem{fmt.Sprintf("elements nested more than %d deep", maxDepth), "reduce the nesting"})
	case r.resync(f):
		return nil
	}

	end, leaf := htmlscan.TagClosed, false
	if sameTag {
		n := r.old.nodes[old.node]
		r.pos += int(n.tagSize)
		if n.count == 1 && t&(void|textElement) == 0 {
			r.cost += int(n.tagSize)
			leaf = isLeafTag(r.old.startTag(old))
		}
		if n.tagSize == n.size {
			end = htmlscan.TagSelfClosed
		}
	} else {
		var k key
		var err error
		if k, leaf, end, err = r.readAttributes(name, f.namespace, ns); err != nil {
			return err
		}
		keyed := r.oldByKey(f, old, name, k)
		if end := r.pos; keyed != old && !f.inTemplate {
			if r.pos = start; r.expectOld(f, keyed) {
				return nil
			}
			r.pos = end
		}
		if old = keyed; ns == mathNS {
			old = cursor{} // the encoding of annotation-xml affects parsing
		}
		if t&leadingLF != 0 {
			r.skipLineFeed()
		}
	}
	var pair int32
	if old.node == 0 || old != f.nextOld {
		r.markRearranged(f)
	}
	if old.node > 0 {
		pair = r.addPair(old, start)
		f.prevOld, f.nextOld = old, r.old.nextSibling(old)
		f.oldLeft -= r.old.nodes[old.node].count
	}
	inner := f.childContext(lowerCase, r.src[start:r.pos], ns, t)
	r.stack = append(r.stack, frame{context: inner, node: int32(len(r.nodes)), start: int32(start), rawName: name, elementNS: ns, leaf: leaf})
	r.nodes = append(r.nodes, node{int32(r.pos - start), 0, 1})
	r.cost += r.pos - start
	if old.node > 0 {
		if !leaf {
			r.followOld(r.top(), pair)
		}
		r.pairs[pair].sameTag, r.pairs[pair].childNamespace = sameTag && t&textElement == 0, inner.namespace
	}
	switch {
	case ns == htmlNS && t&void != 0:
		r.closeElement()
	case end == htmlscan.TagSelfClosed && ns == htmlNS:
		return r.errorAt(start, problem{fmt.Sprintf("<%s/>", name), fmt.Sprintf("write <%s></%s>: browsers ignore the slash", name, name)})
	case end == htmlscan.TagSelfClosed:
		r.closeElement()
	case t&textElement != 0:
		return r.readTextElement(lowerCase, ns, t, depth)
	}
	return nil
}

// readTextElement reads the content and the end tag of an element that contains only text.
func (r *reader) readTextElement(name []byte, ns namespace, t traits, depth int) error {
	start := r.pos
	end := r.findTextEnd(start)
	if ns == htmlNS {
		end = htmlscan.RawTextEnd(r.src, start, name)
	}
	if err := r.checkCharacters(start, end, t&rcdata != 0); err != nil {
		return err
	}
	if ns == htmlNS && string(name) == "noscript" {
		if err := r.readNoscript(start, end, depth); err != nil {
			return err
		}
	}
	if ns == htmlNS && string(name) == "script" && isDoubleEscaped(r.src[start:end]) {
		return r.errorAt(start, problem{"<!-- and <script in a script", "write <\\!-- in a string"})
	}
	r.pos = end
	r.cost += end - start
	switch r.peekAt(end) {
	case htmlscan.EndTag:
		return r.readEndTag()
	case htmlscan.EOF:
		return nil // read reports the open element
	}
	return r.errorAt(end, problem{fmt.Sprintf("< in <%s> in svg or math", name), "write &lt;"})
}

// readNoscript checks the content of a noscript as elements too. A parser without scripting, such
// as that for fragments, must find its end at the same place.
func (r *reader) readNoscript(start, end, depth int) error {
	var inner reader
	err := inner.read(r.src[start:end], r.top().context, depth+len(r.stack)-1)
	if err != nil {
		e := err.(*SyntaxError)
		return r.errorAt(start+e.Offset, problem{e.Problem, e.Fix})
	}
	return nil
}

// isDoubleEscaped reports whether a parser would treat the end tag of a script as part of its text.
func isDoubleEscaped(script []byte) bool {
	i := bytes.Index(script, []byte("<!--"))
	return i >= 0 && bytes.Contains(bytes.ToLower(script[i:]), []byte("<script"))
}

// skipLineFeed skips the line feed that a parser drops after some start tags.
func (r *reader) skipLineFeed() {
	s := r.src[r.pos:]
	switch {
	case len(s) == 0:
	case s[0] == '\n':
		r.pos++
	case s[0] == '&':
		var buf [16]byte
		if c, n, reason := decodeReference(buf[:0], s); reason == "" && n > 0 && string(c) == "\n" {
			r.pos += n
		}
	}
}
