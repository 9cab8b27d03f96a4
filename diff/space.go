package diff

import "bytes"

// A space is the namespace that a name belongs to.
type space uint8

const (
	htmlSpace space = iota
	svgSpace
	mathSpace
	mathText   // inside mi, mo …: HTML, but for two names
	annotation // inside annotation-xml: math, but for svg
)

// of is the namespace of a child element: one of the first three.
func (s space) of(name []byte) space {
	switch s {
	case htmlSpace, mathText:
		switch string(name) {
		case "svg":
			return svgSpace
		case "math":
			return mathSpace
		case "mglyph", "malignmark":
			if s == mathText {
				return mathSpace
			}
		}
		return htmlSpace
	case annotation:
		if string(name) == "svg" {
			return svgSpace
		}
		return mathSpace
	}
	return s
}

// inside is what the children of an element of namespace s stand in. The name is lower-case.
func (s space) inside(name, startTag []byte) space {
	switch s {
	case svgSpace:
		if svgElements.of(name)&integral != 0 {
			return htmlSpace
		}
	case mathSpace:
		if mathElements.of(name)&integral != 0 {
			return mathText
		}
		if string(name) == "annotation-xml" {
			if holdsHTML(startTag) {
				return htmlSpace
			}
			return annotation
		}
	}
	return s
}

// traits of an element in namespace s. The name is lower-case.
func (s space) traits(name []byte) traits {
	switch s {
	case svgSpace:
		return svgElements.of(name)
	case mathSpace:
		return mathElements.of(name)
	}
	return htmlElements.of(name)
}

// holdsHTML reports whether the start tag of an annotation-xml says that its content is HTML.
func holdsHTML(startTag []byte) bool {
	v, _ := value(startTag, "encoding")
	v = appendDecoded(nil, v)
	return bytes.EqualFold(v, []byte("text/html")) || bytes.EqualFold(v, []byte("application/xhtml+xml"))
}

// lower returns name in lower case, in buf if it must change.
func lower(name, buf []byte) []byte {
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			buf = append(buf[:0], name...)
			for ; i < len(buf); i++ {
				if c := buf[i]; 'A' <= c && c <= 'Z' {
					buf[i] = c + 'a' - 'A'
				}
			}
			return buf
		}
	}
	return name
}
