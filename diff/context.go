package diff

import "fmt"

// A context is where the children of an open element stand: what a parser that reads one of them would have to know of
// the elements around it.
type context struct {
	mode   mode
	space  space
	open   opened
	name   []byte // of the element, lower-case
	traits traits // of the element

	template bool // what came first decides what may follow
}

// A mode says what may stand among the children.
type mode uint8

const (
	flow       mode = iota // anything
	undecided              // of template: what comes first decides
	inTable                // caption, colgroup, thead …
	inColumns              // col
	inRowGroup             // tr
	inRow                  // td, th
	inSelect               // option, optgroup
	inOptgroup             // option
	onlyText
)

// opened is the set of open elements that some start tag would end.
type opened uint16

const (
	openP opened = 1 << iota
	openA
	openNobr
	openButton
	openForm
	openLi
	openDd
	openObject
)

// forbids says why an element must not stand in c.
func (c *context) forbids(name []byte, space space, t traits) *flaw {
	in := func(outer, write string) *flaw { return &flaw{fmt.Sprintf("<%s> in <%s>", name, outer), write} }
	switch {
	case c.mode > undecided && c.mode.admits(name):
		return nil
	case c.mode > undecided && t&tablePart != 0 && space == htmlSpace:
		return in(string(c.name), fmt.Sprintf("write %s here, and <%s> in %s", c.mode.child(), name, home(name)))
	case c.mode > undecided:
		return in(string(c.name), c.mode.advice())
	case space != htmlSpace:
		return c.forbidsForeign(name, space)
	case t&tablePart != 0 && c.mode == undecided:
		return nil
	case t == 0:
		return nil
	case t&closesP != 0 && c.open&openP != 0:
		return in("p", "close <p> before it, or make the <p> a <div>")
	case t&refused != 0:
		return &flaw{fmt.Sprintf("<%s>", name), "use another element: " + instead(name)}
	case t&tablePart != 0:
		return &flaw{fmt.Sprintf("<%s> outside a table", name), "put it in " + home(name)}
	case t&heading != 0 && c.traits&heading != 0:
		return in(string(c.name), "close the heading before it")
	case t&rubyPart != 0 && c.traits&implied != 0:
		return in(string(c.name), fmt.Sprintf("close <%s> before it", c.name))
	}
	switch string(name) {
	case "a":
		if c.open&openA != 0 {
			return in("a", "close the outer <a> before it")
		}
	case "nobr":
		if c.open&openNobr != 0 {
			return in("nobr", "leave out one of them")
		}
	case "button":
		if c.open&openButton != 0 {
			return in("button", "close the outer <button> before it")
		}
	case "form":
		if c.open&openForm != 0 {
			return in("form", "close the outer <form> before it, or use the form attribute")
		}
	case "li":
		if c.open&openLi != 0 {
			return in("li", "put a <ul> between them, or close the outer <li>")
		}
	case "dd", "dt":
		if c.open&openDd != 0 {
			return in("dd> or <dt", "put a <dl> between them, or close the outer one")
		}
	case "option", "optgroup":
		if c.traits&isOption != 0 {
			return in("option", "close <option> before it")
		}
		if string(name) == "optgroup" && c.traits&isOptgroup != 0 {
			return in("optgroup", "close the outer <optgroup> before it")
		}
	case "param":
		if c.open&openObject == 0 {
			return &flaw{"<param> outside <object>", "leave it out"}
		}
	}
	return nil
}

// home is where a part of a table belongs.
func home(name []byte) string {
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

// instead is what to write for an element that is refused.
func instead(name []byte) string {
	switch string(name) {
	case "image":
		return "<img>"
	case "listing", "plaintext", "xmp":
		return "<pre>"
	case "html", "head", "body":
		return "there is one outside the root already"
	}
	return "parsers drop or rewrite this one"
}

// forbidsForeign says why an element of svg or math must not stand in c.
func (c *context) forbidsForeign(name []byte, space space) *flaw {
	if c.space == htmlSpace || c.space == mathText || c.space == annotation && space == svgSpace {
		return nil
	}
	t := htmlElements.of(name)
	if t&breakout != 0 || t != 0 && t&foreign == 0 || string(name) == "svg" && space == mathSpace {
		return &flaw{fmt.Sprintf("<%s> in svg or math", name), "put HTML in <foreignObject>, or close <svg> or <math> before it"}
	}
	return nil
}

// admits reports whether an element may stand among those of mode m.
func (m mode) admits(name []byte) bool {
	switch string(name) {
	case "template":
		return m != onlyText
	case "script":
		return m != onlyText && m != inColumns
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

// child is what stands among the children.
func (m mode) child() string {
	return [...]string{"", "", "<tbody>", "<col>", "<tr>", "<td>", "<option>", "<option>", "text"}[m]
}

// advice is what to write where text, or an element that has no home elsewhere, must not stand.
func (m mode) advice() string {
	switch m {
	case inTable, inRowGroup, inRow:
		return "put it in a cell: write " + m.child() + " here"
	case inSelect, inOptgroup:
		return "put its text in <option>"
	}
	return "write " + m.child() + " only"
}

// enter is what the children of an element stand in that stands in c itself.
func (c *context) enter(name, startTag []byte, space space, t traits) context {
	in := context{space: space.inside(name, startTag), open: c.open, name: name, traits: t}
	if t&scope != 0 {
		in.open &^= openP | openNobr | openButton
	}
	if t&marker != 0 {
		in.open &^= openA
	}
	if t&special != 0 && string(name) != "address" && string(name) != "div" && string(name) != "p" {
		in.open &^= openLi | openDd
	}
	if space != htmlSpace {
		if space == svgSpace && string(name) == "textarea" {
			in.mode = onlyText
		}
		return in
	}
	switch string(name) {
	case "p":
		in.open |= openP
	case "a":
		in.open |= openA
	case "nobr":
		in.open |= openNobr
	case "button":
		in.open = in.open&^openP | openButton
	case "form":
		in.open |= openForm
	case "li":
		in.open |= openLi
	case "dd", "dt":
		in.open |= openDd
	case "object":
		in.open |= openObject
	case "template":
		in.mode, in.open, in.template = undecided, 0, true
	case "table":
		in.mode = inTable
	case "colgroup":
		in.mode = inColumns
	case "tbody", "tfoot", "thead":
		in.mode = inRowGroup
	case "tr":
		in.mode = inRow
	case "select":
		in.mode = inSelect
	case "optgroup":
		if c.mode == inSelect {
			in.mode = inOptgroup
		}
	case "option":
		if c.mode == inSelect || c.mode == inOptgroup {
			in.mode = onlyText
		}
	}
	return in
}

// decide says what kind of template the first of its children that matters makes it.
func (c *context) decide(name []byte, t traits) {
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
