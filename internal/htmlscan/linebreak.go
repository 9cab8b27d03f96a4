package htmlscan

import "bytes"

// AddLineFeeds returns html with another line feed before each text that begins with a line break at
// the start of a pre or textarea element, because a parser drops the first one there. It returns html
// itself if there is no such text.
func AddLineFeeds(html []byte) []byte {
	if !hasLineBreakAfterTag(html) || !mayBeginWithLineBreak(html) {
		return html
	}
	result := make([]byte, 0, len(html)+8)
	copied := 0
	for i := 0; i < len(html); {
		switch Peek(html[i:]) {
		case StartTag:
			name := TagName(html[i:])
			end, how := tagEndAfter(html, i+1+len(name))
			if how == InTag {
				return append(result, html[copied:]...) // malformed
			}
			if how == TagClosed && dropsLineFeed(name) && end < len(html) && isLineBreak(html[end]) {
				result = append(append(result, html[copied:end]...), '\n')
				copied = end
			}
			if how == TagClosed && isTextElement(name) {
				end = RawTextEnd(html, end, name)
			}
			i = end
		case Comment:
			n := bytes.Index(html[i:], []byte("-->"))
			if n < 0 {
				n = len(html) - i
			}
			i += n + 1
		default:
			n := bytes.IndexByte(html[i+1:], '<')
			if n < 0 {
				n = len(html) - i
			}
			i += n + 1
		}
	}
	return append(result, html[copied:]...)
}

// hasLineBreakAfterTag reports whether html has a line break directly after a >. Most pages have none, because
// templ removes white space, and this is much faster than a search for names of elements.
func hasLineBreakAfterTag(html []byte) bool {
	for _, c := range []byte("\n\r") {
		for rest := html; ; {
			i := bytes.IndexByte(rest, c)
			if i < 0 {
				break
			}
			if i > 0 && rest[i-1] == '>' {
				return true
			}
			rest = rest[i+1:]
		}
	}
	return false
}

// mayBeginWithLineBreak reports whether html contains a start tag of a pre or textarea element and a
// line break after it. What looks like one may be in a comment, an attribute or a script.
func mayBeginWithLineBreak(html []byte) bool {
	for _, name := range []string{"<textarea", "<pre"} {
		for rest := html; ; {
			i := bytes.Index(rest, []byte(name))
			if i < 0 {
				break
			}
			rest = rest[i+len(name):]
			end, how := tagEndAfter(rest, 0)
			if how == TagClosed && end < len(rest) && isLineBreak(rest[end]) {
				return true
			}
		}
	}
	return false
}

func dropsLineFeed(name []byte) bool {
	return string(name) == "textarea" || string(name) == "pre"
}

func isLineBreak(c byte) bool { return c == '\n' || c == '\r' }
