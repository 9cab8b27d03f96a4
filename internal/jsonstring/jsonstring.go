// Package jsonstring appends JSON strings without the HTML escapes of encoding/json.
package jsonstring

import (
	"strings"
	"unicode/utf8"
)

const hex = "0123456789abcdef"

// escapes maps a byte to the second character of its short escape in JSON, u for those that need the
// long form \u00xx, and 0 for bytes that are not escaped.
var escapes = func() (e [256]byte) {
	for c := range byte(0x20) {
		e[c] = 'u'
	}
	e['\b'], e['\t'], e['\n'], e['\f'], e['\r'] = 'b', 't', 'n', 'f', 'r'
	e['"'], e['\\'] = '"', '\\'
	return e
}()

// Append appends s to dst as a JSON string. It escapes only what JSON requires: quotes, backslashes
// and control characters. The standard library also writes <, > and & as six bytes each, which
// doubles the size of HTML. Bytes that are not valid UTF-8 become U+FFFD, because a browser closes a
// WebSocket that receives them.
func Append[S string | []byte](dst []byte, s S) []byte {
	if !valid(s) {
		return Append(dst, strings.ToValidUTF8(string(s), "\ufffd"))
	}
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		e := escapes[c]
		if e == 0 {
			continue
		}
		dst = append(append(dst, s[from:i]...), '\\', e)
		if e == 'u' {
			dst = append(dst, '0', '0', hex[c>>4], hex[c&15])
		}
		from = i + 1
	}
	return append(append(dst, s[from:]...), '"')
}

func valid[S string | []byte](s S) bool {
	if b, ok := any(s).([]byte); ok {
		return utf8.Valid(b)
	}
	return utf8.ValidString(string(s))
}

// Len returns the number of bytes that Append appends for s, which must be valid UTF-8.
func Len(s []byte) int {
	n := len(s) + 2
	for _, c := range s {
		switch escapes[c] {
		case 0:
		case 'u':
			n += 5
		default:
			n++
		}
	}
	return n
}
