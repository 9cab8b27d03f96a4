package htmlscan

import (
	"bytes"
	"fmt"
)

// Roots describes the elements, texts and comments at the top level of html, for an error text: <li>,
// <li id="x">, text "abc". It reports false if a tag is invalid or an element is not closed.
func Roots(html []byte) (roots []string, ok bool) {
	for i := skipSpaceCR(html, 0); i < len(html); i = skipSpaceCR(html, i) {
		switch Peek(html[i:]) {
		case StartTag:
			name := TagName(html[i:])
			end, ok := elementEnd(html, i, name)
			if !ok {
				return roots, false
			}
			roots = append(roots, startTagText(html[i:]))
			i = end
		case Comment:
			roots = append(roots, "a comment")
			i = after(html, i, "-->")
		case EndTag, Invalid:
			return roots, false
		default:
			end := len(html)
			if n := bytes.IndexByte(html[i+1:], '<'); n >= 0 {
				end = i + 1 + n
			}
			roots = append(roots, fmt.Sprintf("text %.40q", bytes.TrimSpace(html[i:end])))
			i = end
		}
	}
	return roots, true
}

// startTagText returns the start tag at the beginning of s with its id or class, but no other attribute.
func startTagText(s []byte) string {
	open := OpenElements(s[:max(1, bytes.IndexByte(s, '>'))])
	if len(open) == 0 {
		return "<" + string(TagName(s)) + ">"
	}
	for _, name := range []string{"id", "class"} {
		if value := open[0].Attr(name); value != "" {
			return fmt.Sprintf("<%s %s=%.40q>", open[0].Name, name, value)
		}
	}
	return "<" + open[0].Name + ">"
}
