package diff

import "bytes"

// A space is the namespace that a name belongs to.
type namespace uint8

const (
	htmlNS namespace = iota
	svgNS
	mathNS
	mathTextNS   // inside mi, mo …: HTML, but for two names
	annotationNS // inside annotation-xml: math, but for svg
)

// of is the namespace of a child element: one of the first three.
func (s namespace) forElement(name []byte) namespace {
	switch s {
	case htmlNS, mathTextNS:
		switch string(name) {
		case "svg":
			return svgNS
		case "math":
			return mathNS
		case "mglyph", "malignmark":
			if s == mathTextNS {
				return mathNS
			}
		}
		return htmlNS
	case annotationNS:
		if string(name) == "svg" {
			return svgNS
		}
		return mathNS
	}
	return s
}

// inside is what the children of an element of namespace s stand in. The name is lower-case.
func (s namespace) forChildren(name, startTag []byte) namespace {
	switch s {
	case svgNS:
		if svgElements.lookup(name)&integrationPoint != 0 {
			return htmlNS
		}
	case mathNS:
		if mathElements.lookup(name)&integrationPoint != 0 {
			return mathTextNS
		}
		if string(name) == "annotation-xml" {
			if isHTMLAnnotation(startTag) {
				return htmlNS
			}
			return annotationNS
		}
	}
	return s
}

// traits of an element in namespace s. The name is lower-case.
func (s namespace) traits(name []byte) traits {
	switch s {
	case svgNS:
		return svgElements.lookup(name)
	case mathNS:
		return mathElements.lookup(name)
	}
	return htmlElements.lookup(name)
}

// holdsHTML reports whether the start tag of an annotation-xml says that its content is HTML.
func isHTMLAnnotation(startTag []byte) bool {
	v, _ := attributeValue(startTag, "encoding")
	v = appendDecoded(nil, v)
	return bytes.EqualFold(v, []byte("text/html")) || bytes.EqualFold(v, []byte("application/xhtml+xml"))
}

// lower returns name in lower case, in buf if it must change.
func lowerName(name, buf []byte) []byte {
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
