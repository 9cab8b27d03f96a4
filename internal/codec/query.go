package codec

import (
	"strings"
	"unicode/utf8"
)

// unreserved is the set of bytes that are not escaped in a query, as in url.QueryEscape.
var unreserved = func() (set [256]bool) {
	for c := range set {
		set[c] = '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || strings.IndexByte("-_.~", byte(c)) >= 0
	}
	return set
}()

// appendEscape appends s with escapes.
func appendEscape(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		switch c := s[i]; {
		case unreserved[c]:
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}

// unescape decodes s like browsers decode a query, and cleans it: malformed escapes are kept verbatim.
func unescape(s string) string {
	if isPlain(s) {
		return s
	}
	if strings.ContainsAny(s, "%+") {
		b := make([]byte, 0, len(s))
		for i := 0; i < len(s); i++ {
			switch c := s[i]; {
			case c == '+':
				b = append(b, ' ')
			case c == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
				b = append(b, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
				i += 2
			default:
				b = append(b, c)
			}
		}
		s = string(b)
	}
	return clean(s)
}

// isPlain reports whether unescape would return s unchanged, as it does for most texts.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c == '%' || c == '+' || c == 0 || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// unhex returns the value of a hexadecimal digit, or −1.
func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// QueryNames returns the names in a query, as DecodeArgs decodes them.
func QueryNames(query string) (names []string) {
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); name != "" {
			names = append(names, unescape(name))
		}
	}
	return names
}

// clean replaces what text from a browser must not contain by U+FFFD: invalid UTF-8, and NUL, which
// HTML cannot contain.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.ReplaceAll(s, "\x00", "\uFFFD")
}
