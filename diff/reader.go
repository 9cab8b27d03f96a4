package diff

import (
	"bytes"
	"fmt"

	"github.com/lively-go/lively/internal/htmlscan"
)

// maxDepth limits how many elements may be open at once, and so the recursion in this package.
const maxDepth = 256

// maxSize limits the size of a page in bytes, so that the lengths in a node fit into int32.
const maxSize = 1 << 28

// A reader parses markup strictly into nodes. If it has an old tree, it copies the nodes of every
// subtree whose bytes did not change and parses only the rest.
//
// It walks the old and the new markup together. As long as the distance between the two positions
// stays the same, one comparison of bytes determines how far they agree. The comparison is not
// repeated at each level, because the cost would grow with the depth.
type reader struct {
	src     []byte
	pos     int
	nodes   []node
	stack   []frame
	names   [][]byte        // attribute names of the current tag
	nameSet map[string]bool // the same, if there are more than maxLinearNames

	old        tree
	runs       []run
	pairs      []pair
	keys       hashTable[cursor]
	delta      int // old offset minus new offset at the last comparison
	equalUntil int // new offset up to which both are equal

	cost, budget int // bytes inspected, and the number after which it no longer searches for old elements
}

// A frame is an open element and the old element that it is compared with.
type frame struct {
	context
	node, start int32
	rawName     []byte    // name as written
	elementNS   namespace // of the element itself, not of its children
	leaf        bool      // the nodes of its content are removed when it is closed

	firstOld, nextOld, prevOld cursor // old children: the first, the next expected, the last paired; zero if none
	endOld                     int32  // index of the node after the last old child; 0 without an old element
	pair                       int32  // index of the pair with the old element
	oldLeft                    int32  // old nodes below it that are not paired or reused yet
	indexed                    bool   // the keys of its old children are in reader.keys
}

// read parses all of src as the children of an element in context c, below depth elements. A caller
// that sets old must set delta and equalUntil too.
func (r *reader) read(src []byte, c context, depth int) error {
	r.src, r.pos = src, 0
	r.nodes = append(r.nodes[:0], node{})
	r.runs, r.pairs = r.runs[:0], append(r.pairs[:0], pair{})
	r.stack = append(r.stack[:0], frame{context: c})
	r.keys.reset()
	r.cost, r.budget = 0, 8*(len(src)+len(r.old.html))
	if len(r.old.nodes) > 0 {
		r.followOld(r.top(), 0)
	}
	if len(src) > maxSize {
		return r.errorAt(0, problem{"page larger than 256 MB", "reduce its size"})
	}
	for {
		if r.reuseUnchanged() {
			continue
		}
		var err error
		switch r.peekAt(r.pos) {
		case htmlscan.StartTag:
			err = r.readStartTag(depth)
		case htmlscan.EndTag:
			err = r.readEndTag()
		case htmlscan.Comment:
			err = r.readComment()
		case htmlscan.Text:
			err = r.readText()
		case htmlscan.EOF:
			if f := r.top(); len(r.stack) > 1 {
				return r.errorAt(int(f.start), problem{fmt.Sprintf("<%s> is not closed", f.rawName), fmt.Sprintf("add </%s>", f.rawName)})
			}
			r.closeElement()
			return nil
		default:
			err = r.errorAt(r.pos, invalidTokenProblem(src[r.pos:]))
		}
		if err != nil {
			return err
		}
	}
}

// peekAt returns the kind of the token at offset i.
func (r *reader) peekAt(i int) htmlscan.Token { return htmlscan.Peek(r.src[i:]) }

func (r *reader) top() *frame { return &r.stack[len(r.stack)-1] }

// appendNode appends a node that ends at the current position.
func (r *reader) appendNode(start, tag int) {
	r.nodes = append(r.nodes, node{int32(tag), int32(r.pos - start), 1})
	r.cost += r.pos - start
}

// closeElement completes the node of the top frame and pops it.
func (r *reader) closeElement() {
	f := r.top()
	if f.nextOld.node != f.endOld {
		r.markRearranged(f)
	}
	if f.leaf {
		r.nodes = r.nodes[:f.node+1]
	}
	n := &r.nodes[f.node]
	n.size, n.count = int32(r.pos)-f.start, int32(len(r.nodes))-f.node
	r.stack = r.stack[:len(r.stack)-1]
}

func (r *reader) readText() error {
	start, end := r.pos, r.findTextEnd(r.pos)
	s := r.src[start:end]
	if f := r.top(); f.mode >= inTable && f.mode < inPlainText && !htmlscan.IsBlank(s) {
		return r.errorAt(start+htmlscan.SkipSpace(s, 0), problem{fmt.Sprintf("text in <%s>", f.name), f.mode.fix()})
	}
	if err := r.checkCharacters(start, end, true); err != nil {
		return err
	}
	r.skipOld(textNode)
	r.pos = end
	r.appendNode(start, 0)
	return nil
}

// findTextEnd returns the end of the text that contains offset i.
func (r *reader) findTextEnd(i int) int {
	for {
		n := bytes.IndexByte(r.src[i:], '<')
		if n < 0 {
			return len(r.src)
		}
		if i += n; r.peekAt(i) != htmlscan.Text {
			return i
		}
		i++
	}
}

func (r *reader) readComment() error {
	start := r.pos
	s := r.src[start+4:]
	n := bytes.Index(s, []byte("-->"))
	switch {
	case n < 0:
		return r.errorAt(start, problem{"comment is not closed", "add -->"})
	case bytes.HasPrefix(s, []byte(">")), bytes.HasPrefix(s, []byte("->")):
		return r.errorAt(start, problem{"empty comment in short form", "write <!-- -->"})
	case bytes.Contains(s[:n+2], []byte("<!--")), bytes.Contains(s[:n], []byte("--!>")):
		return r.errorAt(start, problem{"<!-- or --!> in a comment", "remove it"})
	case r.top().mode == inPlainText:
		return r.errorAt(start, problem{fmt.Sprintf("comment in <%s>", r.top().name), inPlainText.fix()})
	}
	if err := r.checkCharacters(start, start+4+n, false); err != nil {
		return err
	}
	r.skipOld(commentNode)
	r.pos = start + 4 + n + 3
	r.appendNode(start, 0)
	return nil
}

// readEndTag reads an end tag, which must match the open element.
func (r *reader) readEndTag() error {
	f := r.top()
	name := htmlscan.TagName(r.src[r.pos+1:])
	i := htmlscan.SkipSpace(r.src, r.pos+2+len(name))
	switch {
	case i == len(r.src) || r.src[i] != '>':
		return r.errorAt(r.pos, problem{fmt.Sprintf("</%s is not followed by >", name), fmt.Sprintf("write </%s>", name)})
	case string(name) == "br":
		return r.errorAt(r.pos, problem{"</br>", "write <br>"})
	case len(r.stack) == 1:
		return r.errorAt(r.pos, problem{fmt.Sprintf("</%s> without a start tag", name), "remove it"})
	case bytes.Equal(name, f.rawName):
	case htmlElements.lookup(name)&void != 0 && f.elementNS == htmlNS:
		return r.errorAt(r.pos, problem{fmt.Sprintf("</%s>", name), fmt.Sprintf("remove it: <%s> has no end tag", name)})
	case f.elementNS == htmlNS || !bytes.Equal(lowerName(name, nil), lowerName(f.rawName, nil)):
		return r.errorAt(r.pos, problem{fmt.Sprintf("</%s> while <%s> is open", name, f.rawName), fmt.Sprintf("write </%s> first", f.rawName)})
	}
	r.cost += i + 1 - r.pos
	r.pos = i + 1
	r.closeElement()
	return nil
}

// errorAt returns a SyntaxError at an offset of the source.
func (r *reader) errorAt(at int, p problem) error {
	at = min(at, len(r.src))
	line, column := lineColumn(r.src, at)
	return &SyntaxError{Offset: at, Line: line, Column: column, Problem: p.Text, Fix: p.Fix}
}
