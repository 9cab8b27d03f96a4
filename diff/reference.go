package diff

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"

	"github.com/lively-go/lively/internal/htmlscan"
)

// maxReferenceName is larger than the length of any character reference name.
const maxReferenceName = 40

// decodeReference decodes the character reference at the start of s and appends it to dst. It
// returns the number of bytes of s consumed, 0 if the ampersand is literal. If reason is not empty,
// it says why the reference is not allowed.
func decodeReference(dst, s []byte) (out []byte, n int, reason string) {
	if len(s) < 3 {
		return dst, 0, ""
	}
	switch { // the references that templ writes
	case s[1] == '#' && len(s) > 4 && s[4] == ';' && s[2] == '3' && (s[3] == '4' || s[3] == '9'):
		return append(dst, s[3]-'4'+'"'), 5, ""
	case bytes.HasPrefix(s, []byte("&amp;")):
		return append(dst, '&'), 5, ""
	case bytes.HasPrefix(s, []byte("&lt;")):
		return append(dst, '<'), 4, ""
	case bytes.HasPrefix(s, []byte("&gt;")):
		return append(dst, '>'), 4, ""
	case bytes.HasPrefix(s, []byte("&nbsp;")):
		return append(dst, "\u00a0"...), 6, ""
	case s[1] == '#':
		return decodeNumeric(dst, s)
	}
	return decodeNamed(dst, s)
}

func decodeNumeric(dst, s []byte) (out []byte, n int, reason string) {
	digits, base := 2, rune(10)
	if s[2] == 'x' || s[2] == 'X' {
		digits, base = 3, 16
	}
	var r rune
	for n = digits; n < len(s); n++ {
		d := hexDigit(s[n])
		if d >= base {
			break
		}
		r = min(r*base+d, utf8.MaxRune+1)
	}
	switch {
	case n == digits:
		return dst, 0, ""
	case n == len(s) || s[n] != ';':
		return dst, n, "character reference without a semicolon"
	case r == 0, 0x80 <= r && r <= 0x9f, !utf8.ValidRune(r):
		return dst, n + 1, "reference to a character that is not allowed in a page"
	}
	return utf8.AppendRune(dst, r), n + 1, ""
}

func hexDigit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return 99
}

// decodeNamed decodes a named reference. The standard library has all names but two. It also
// accepts legacy names without a semicolon, which are not allowed here.
func decodeNamed(dst, s []byte) (out []byte, n int, reason string) {
	for n = 1; n < len(s) && n < maxReferenceName && isAlphanumeric(s[n]); n++ {
	}
	if n < len(s) && s[n] == ';' {
		whole := string(s[:n+1])
		switch whole {
		case "&nGt;":
			return append(dst, "≫⃒"...), n + 1, ""
		case "&nLt;":
			return append(dst, "≪⃒"...), n + 1, ""
		}
		if text := html.UnescapeString(whole); text == ";" || !strings.HasSuffix(text, ";") {
			return append(dst, text...), n + 1, ""
		}
	}
	if name := string(s[:n]); html.UnescapeString(name) != name {
		return dst, n, "character reference without a semicolon"
	}
	return dst, 0, ""
}

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || htmlscan.IsLetter(c)
}

// appendDecoded appends s with its character references decoded.
func appendDecoded(dst, s []byte) []byte {
	for {
		i := bytes.IndexByte(s, '&')
		if i < 0 {
			return append(dst, s...)
		}
		dst = append(dst, s[:i]...)
		var n int
		if dst, n, _ = decodeReference(dst, s[i:]); n == 0 {
			dst, n = append(dst, '&'), 1
		}
		s = s[i+n:]
	}
}

// decode returns s with its character references decoded. The result is s itself if it has none,
// and uses buf otherwise.
func decode(s []byte, buf *[]byte) []byte {
	if bytes.IndexByte(s, '&') < 0 {
		return s
	}
	*buf = appendDecoded((*buf)[:0], s)
	return *buf
}
