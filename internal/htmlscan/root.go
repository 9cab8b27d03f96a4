package htmlscan

import (
	"bytes"
	"fmt"
)

// Root checks that html is a single element, optionally surrounded by white space, or blank. It
// returns the offset after the name in the element's start tag, where attributes can be inserted,
// or 0 if html is blank. It checks only tags; diff.Parse may still reject the markup.
func Root(html []byte) (at int, err error) {
	start := skipSpaceCR(html, 0)
	if start == len(html) {
		return 0, nil
	}
	if Peek(html[start:]) != StartTag {
		return 0, fmt.Errorf("not a single root element: %.40q", html[start:])
	}
	name := TagName(html[start:])
	at = start + 1 + len(name)
	end, ok := elementEnd(html, start, name)
	if !ok {
		return 0, fmt.Errorf("not a single root element: <%s> is not closed", name)
	}
	if rest := skipSpaceCR(html, end); rest < len(html) {
		return 0, fmt.Errorf("not a single root element: %.40q outside <%s>", html[rest:], name)
	}
	return at, nil
}

// elementEnd returns the end of the element at i. It counts the tags of that name.
func elementEnd(s []byte, i int, name []byte) (end int, ok bool) {
	void := isVoid(name)
	for depth := 0; i < len(s); {
		switch Peek(s[i:]) {
		case StartTag:
			inner := TagName(s[i:])
			end, how := tagEndAfter(s, i+1+len(inner))
			if how == InTag {
				return 0, false
			}
			same := bytes.Equal(inner, name)
			if isTextElement(inner) && how == TagClosed {
				end = RawTextEnd(s, end, inner)
			}
			if i = end; same && !void && how == TagClosed {
				depth++
			}
		case EndTag:
			inner := TagName(s[i+1:])
			n := bytes.IndexByte(s[i:], '>')
			if n < 0 {
				return 0, false
			}
			if i += n + 1; bytes.Equal(inner, name) {
				depth--
			}
		case Comment:
			n := bytes.Index(s[i:], []byte("-->"))
			if n < 0 {
				return 0, false
			}
			i += n + len("-->")
		default:
			n := bytes.IndexByte(s[i+1:], '<')
			if n < 0 {
				return 0, false
			}
			i += n + 1
		}
		if depth <= 0 {
			return i, true
		}
	}
	return 0, false
}

// tagEndAfter returns the end of the tag whose attributes begin at i, and how it ends. how is InTag
// if there is a problem.
func tagEndAfter(s []byte, i int) (end int, how TagEnd) {
	for {
		_, next, how, prob := NextAttribute(s, i)
		if prob != nil || how != InTag {
			return next, how
		}
		i = next
	}
}

// skipSpaceCR is like SkipSpace, for markup whose line endings are not normalized.
func skipSpaceCR(s []byte, i int) int {
	for i < len(s) && (IsSpace(s[i]) || s[i] == '\r') {
		i++
	}
	return i
}
