package diff

import "fmt"

// A context holds what a parser must know about the surrounding elements to read the children of an
// element.
type context struct {
	mode      mode
	namespace namespace
	openSet   openSet
	name      []byte // of the element, in lower case
	traits    traits // of the element

	inTemplate bool // inside a template, whose first child determines the mode
}

// A mode determines which children an element may have.
type mode uint8

const (
	flow       mode = iota // anything
	undecided              // of template: its first child decides
	inTable                // caption, colgroup, thead …
	inColumns              // col
	inRowGroup             // tr
	inRow                  // td, th
	inSelect               // option, optgroup
	inOptgroup             // option
	inPlainText
)

// An openSet is the set of open elements that some start tags would close.
type openSet uint16

const (
	openP openSet = 1 << iota
	openA
	openNobr
	openButton
	openForm
	openLi
	openDd
	openObject
)

// checkElement returns the problem with an element as a child in c, or nil.
func (c *context) checkElement(name []byte, ns namespace, t traits) *problem {
	inside := func(outer, fix string) *problem { return &problem{fmt.Sprintf("<%s> in <%s>", name, outer), fix} }
	switch {
	case c.mode > undecided && c.mode.allows(name):
		return nil
	case c.mode > undecided && t&tablePart != 0 && ns == htmlNS:
		return inside(string(c.name), fmt.Sprintf("write %s here, and put <%s> in %s", c.mode.childTag(), name, properParent(name)))
	case c.mode > undecided:
		return inside(string(c.name), c.mode.fix())
	case ns != htmlNS:
		return c.checkForeign(name, ns)
	case t&tablePart != 0 && c.mode == undecided:
		return nil
	case t == 0:
		return nil
	case t&closesP != 0 && c.openSet&openP != 0:
		return inside("p", "close <p> before it, or make the <p> a <div>")
	case t&obsolete != 0:
		return &problem{fmt.Sprintf("<%s>", name), replacement(name)}
	case t&tablePart != 0:
		return &problem{fmt.Sprintf("<%s> outside a table", name), "put it in " + properParent(name)}
	case t&heading != 0 && c.traits&heading != 0:
		return inside(string(c.name), "close the heading before it")
	case t&rubyPart != 0 && c.traits&implied != 0:
		return inside(string(c.name), fmt.Sprintf("close <%s> before it", c.name))
	}
	switch string(name) {
	case "a":
		if c.openSet&openA != 0 {
			return inside("a", "close the outer <a> before it")
		}
	case "nobr":
		if c.openSet&openNobr != 0 {
			return inside("nobr", "remove one of them")
		}
	case "button":
		if c.openSet&openButton != 0 {
			return inside("button", "close the outer <button> before it")
		}
	case "form":
		if c.openSet&openForm != 0 {
			return inside("form", "close the outer <form> before it, or use the form attribute")
		}
	case "li":
		if c.openSet&openLi != 0 {
			return inside("li", "put a <ul> between them, or close the outer <li>")
		}
	case "dd", "dt":
		if c.openSet&openDd != 0 {
			return inside("dd> or <dt", "put a <dl> between them, or close the outer one")
		}
	case "option", "optgroup":
		if c.traits&isOption != 0 {
			return inside("option", "close <option> before it")
		}
		if string(name) == "optgroup" && c.traits&isOptgroup != 0 {
			return inside("optgroup", "close the outer <optgroup> before it")
		}
	case "param":
		if c.openSet&openObject == 0 {
			return &problem{"<param> outside <object>", "remove it"}
		}
	}
	return nil
}

// properParent returns the elements that may contain a table part.
func properParent(name []byte) string {
	switch string(name) {
	case "tr":
		return "<tbody>, <thead> or <tfoot>"
	case "td", "th":
		return "<tr>"
	case "col":
		return "<colgroup>"
	}
	return "<table>"
}

// replacement returns the fix for an obsolete element.
func replacement(name []byte) string {
	switch string(name) {
	case "image":
		return "use <img>"
	case "listing", "plaintext", "xmp":
		return "use <pre>"
	case "html", "head", "body":
		return "remove it: the layout has one"
	}
	return "use another element: parsers drop or rewrite this one"
}

// checkForeign returns the problem with an svg or math element as a child in c, or nil.
func (c *context) checkForeign(name []byte, ns namespace) *problem {
	if c.namespace == htmlNS || c.namespace == mathTextNS || c.namespace == annotationNS && ns == svgNS {
		return nil
	}
	t := htmlElements.lookup(name)
	if t&breakout != 0 || t != 0 && t&sharedWithSVG == 0 || string(name) == "svg" && ns == mathNS {
		return &problem{fmt.Sprintf("<%s> in svg or math", name), "put HTML in <foreignObject>, or close <svg> or <math> before it"}
	}
	return nil
}

// allows reports whether an element may be a child in mode m.
func (m mode) allows(name []byte) bool {
	switch string(name) {
	case "template":
		return m != inPlainText
	case "script":
		return m != inPlainText && m != inColumns
	case "style":
		return m == inTable || m == inRowGroup || m == inRow
	case "caption", "colgroup", "tbody", "tfoot", "thead":
		return m == inTable
	case "col":
		return m == inColumns
	case "tr":
		return m == inRowGroup
	case "td", "th":
		return m == inRow
	case "option":
		return m == inSelect || m == inOptgroup
	case "optgroup", "hr":
		return m == inSelect
	}
	return false
}

// childTag returns the typical child in mode m.
func (m mode) childTag() string {
	return [...]string{"", "", "<tbody>", "<col>", "<tr>", "<td>", "<option>", "<option>", "text"}[m]
}

// fix returns what to do about text, or an element other than a table part, that is not allowed in
// mode m.
func (m mode) fix() string {
	switch m {
	case inTable, inRowGroup, inRow:
		return "put it in a cell: write " + m.childTag() + " here"
	case inSelect, inOptgroup:
		return "put its text in <option>"
	}
	return "write " + m.childTag() + " only"
}

// childContext returns the context of the children of an element that is a child in c.
func (c *context) childContext(name, startTag []byte, ns namespace, t traits) context {
	child := context{namespace: ns.forChildren(name, startTag), openSet: c.openSet, name: name, traits: t}
	if t&scope != 0 {
		child.openSet &^= openP | openNobr | openButton
	}
	if t&marker != 0 {
		child.openSet &^= openA
	}
	if t&special != 0 && string(name) != "address" && string(name) != "div" && string(name) != "p" {
		child.openSet &^= openLi | openDd
	}
	if ns != htmlNS {
		if ns == svgNS && string(name) == "textarea" {
			child.mode = inPlainText
		}
		return child
	}
	switch string(name) {
	case "p":
		child.openSet |= openP
	case "a":
		child.openSet |= openA
	case "nobr":
		child.openSet |= openNobr
	case "button":
		child.openSet = child.openSet&^openP | openButton
	case "form":
		child.openSet |= openForm
	case "li":
		child.openSet |= openLi
	case "dd", "dt":
		child.openSet |= openDd
	case "object":
		child.openSet |= openObject
	case "template":
		child.mode, child.openSet, child.inTemplate = undecided, 0, true
	case "table":
		child.mode = inTable
	case "colgroup":
		child.mode = inColumns
	case "tbody", "tfoot", "thead":
		child.mode = inRowGroup
	case "tr":
		child.mode = inRow
	case "select":
		child.mode = inSelect
	case "optgroup":
		if c.mode == inSelect {
			child.mode = inOptgroup
		}
	case "option":
		if c.mode == inSelect || c.mode == inOptgroup {
			child.mode = inPlainText
		}
	}
	return child
}

// decideTemplate sets the mode of a template by the first of its children that determines it.
func (c *context) decideTemplate(name []byte, t traits) {
	if c.mode != undecided || t&headOnly != 0 {
		return
	}
	switch string(name) {
	case "caption", "colgroup", "tbody", "tfoot", "thead":
		c.mode = inTable
	case "col":
		c.mode = inColumns
	case "tr":
		c.mode = inRowGroup
	case "td", "th":
		c.mode = inRow
	default:
		c.mode = flow
	}
}
