package htmlscan

import (
	"html"
	"regexp"
	"strings"
)

// titleOrComment matches a comment or a title element, with its content as submatch.
var titleOrComment = regexp.MustCompile(`(?is)<!--.*?-->|<title(?:\s[^>]*)?>(.*?)</title\s*>`)

// Title returns the text of the first title element of a document as the property document.title has
// it, without surrounding and repeated white space. It reports false if there is none.
func Title(document []byte) (text string, ok bool) {
	for _, m := range titleOrComment.FindAllSubmatchIndex(document, -1) {
		if m[2] >= 0 {
			return CollapseSpace(html.UnescapeString(string(document[m[2]:m[3]]))), true
		}
	}
	return "", false
}

// CollapseSpace returns s without leading and trailing white space, and with each other run of white
// space replaced by one space. White space is that of HTML, without U+00A0.
func CollapseSpace(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f'
	}), " ")
}
