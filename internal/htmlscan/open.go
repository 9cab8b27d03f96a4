package htmlscan

import "bytes"

// An Element is the start tag of an element, as written.
type Element struct {
	Name       string
	Attributes []Attribute
}

// Attr returns the value of an attribute, or "" if there is none.
func (e Element) Attr(name string) string {
	for _, a := range e.Attributes {
		if string(a.Name) == name {
			return string(a.Value)
		}
	}
	return ""
}

// OpenElements returns the elements that are open at the end of html, the outermost first. html may be
// invalid: an end tag closes the innermost element of its name. If html ends inside a start tag, the
// element of that tag is the last.
func OpenElements(html []byte) []Element { return walk(html, func([]Element) {}) }

// Walk calls visit with each element of a document, in order: those that are open, the outermost first, and the
// element itself last. html may be invalid, as for OpenElements. The slice is valid until visit returns.
func Walk(html []byte, visit func(open []Element)) { walk(html, visit) }

func walk(html []byte, visit func(open []Element)) (open []Element) {
	for i := 0; i < len(html); {
		switch Peek(html[i:]) {
		case StartTag:
			e := Element{Name: string(TagName(html[i:]))}
			how, ok := InTag, true
			for i += 1 + len(e.Name); how == InTag && ok; {
				var a Attribute
				var prob *Problem
				if a, i, how, prob = NextAttribute(html, i); prob != nil {
					ok = false
				} else if how == InTag {
					e.Attributes = append(e.Attributes, a)
				}
			}
			visit(append(open, e))
			switch {
			case isVoid([]byte(e.Name)) && ok, how == TagSelfClosed:
				continue
			case ok && isTextElement([]byte(e.Name)):
				if i = RawTextEnd(html, i, []byte(e.Name)); i == len(html) {
					open = append(open, e)
				}
			default:
				open = append(open, e)
			}
		case EndTag:
			name := TagName(html[i+1:])
			for n := len(open) - 1; n >= 0; n-- {
				if open[n].Name == string(name) {
					open = open[:n]
					break
				}
			}
			i = after(html, i, ">")
		case Comment:
			i = after(html, i, "-->")
		default:
			n := bytes.IndexByte(html[i+1:], '<')
			if n < 0 {
				return open
			}
			i += 1 + n
		}
	}
	return open
}

// after returns the offset after the next occurrence of end from i on, or len(s).
func after(s []byte, i int, end string) int {
	n := bytes.Index(s[i:], []byte(end))
	if n < 0 {
		return len(s)
	}
	return i + n + len(end)
}
