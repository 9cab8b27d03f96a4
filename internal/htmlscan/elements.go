package htmlscan

import "bytes"

// The names of void elements and of the two kinds of elements that contain only text.
const (
	VoidElements   = "area base br col embed hr img input link meta param source track wbr"
	RawElements    = "iframe noscript script style" // contain text without character references
	RCDATAElements = "textarea title"               // contain text with character references
)

func isVoid(name []byte) bool {
	switch string(name) {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

func isTextElement(name []byte) bool {
	switch string(name) {
	case "iframe", "noscript", "script", "style", "textarea", "title":
		return true
	}
	return false
}

// RawTextEnd returns the offset from i on of the end tag of a text element with this name, or
// len(s).
func RawTextEnd(s []byte, i int, name []byte) int {
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
