package diff

import "bytes"

// A namespace is the namespace of an element, or that of the children of an element.
type namespace uint8

const (
	htmlNS namespace = iota
	svgNS
	mathNS
	mathTextNS   // of children of mi, mo …: HTML, except two names
	annotationNS // of children of annotation-xml: math, except svg
)

// forElement returns the namespace of an element of this name whose siblings are in s. It is one of
// the first three.
func (ns namespace) forElement(name []byte) namespace {
	switch ns {
	case htmlNS, mathTextNS:
		switch string(name) {
		case "svg":
			return svgNS
		case "math":
			return mathNS
		case "mglyph", "malignmark":
			if ns == mathTextNS {
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
	return ns
}

// forChildren returns the namespace of the children of an element in s. The name is in lower case.
func (ns namespace) forChildren(name, startTag []byte) namespace {
	switch ns {
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
	return ns
}

// traits returns the traits of an element in s. The name is in lower case.
func (ns namespace) traits(name []byte) traits {
	switch ns {
	case svgNS:
		return svgElements.lookup(name)
	case mathNS:
		return mathElements.lookup(name)
	}
	return htmlElements.lookup(name)
}

// isHTMLAnnotation reports whether the start tag of an annotation-xml has an encoding that makes
// its content HTML.
func isHTMLAnnotation(startTag []byte) bool {
	v, _ := attributeValue(startTag, "encoding")
	v = appendDecoded(nil, v)
	return bytes.EqualFold(v, []byte("text/html")) || bytes.EqualFold(v, []byte("application/xhtml+xml"))
}

// lowerName returns name in lower case, using buf if it must change.
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
