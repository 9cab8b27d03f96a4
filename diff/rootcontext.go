package diff

import (
	"fmt"
	"slices"
)

// A Context describes the element whose content is parsed, and the elements around it. What markup
// means depends on it: <tr> is a row in a tbody, but not allowed in a div. The zero Context is that of
// a div.
type Context struct {
	context
	depth int // number of elements around the content
}

// NewContext returns the Context of the content of an element, given its name and those of the elements
// around it, the outermost first: NewContext("tbody"), NewContext("svg", "g"). Elements around it matter
// if they are svg or math, or limit what may be inside, like a form or a link.
func NewContext(elements ...string) Context {
	var c Context
	for _, name := range elements {
		name := lowerName([]byte(name), nil)
		c = c.child(name, slices.Concat([]byte("<"), name, []byte(">")))
	}
	return c
}

// IsFlow reports whether the content is parsed like that of a div. It is not if it is svg or math, or if
// only some elements are allowed, as in a table or a select.
func (c Context) IsFlow() bool {
	return c.mode == flow && (c.namespace == htmlNS || c.namespace == mathTextNS) && c.traits&(void|textElement) == 0
}

// child returns the Context of the content of an element that is a child in c.
func (c Context) child(name, startTag []byte) Context {
	ns := c.namespace.forElement(name)
	return Context{c.childContext(name, startTag, ns, ns.traits(name)), c.depth + 1}
}

// readRoot parses src as the children of the root, whose Context is in.
func (r *reader) readRoot(src []byte, in Context) error {
	if in.traits&(void|textElement) != 0 && len(src) > 0 {
		r.src = src
		return r.errorAt(0, problem{fmt.Sprintf("content in <%s>", in.name), "use another element as root"})
	}
	return r.read(src, in.context, in.depth)
}
