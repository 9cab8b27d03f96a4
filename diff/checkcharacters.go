package diff

import (
	"bytes"
	"unicode/utf8"
)

// checkCharacters checks that src[start:end] is valid UTF-8 without NUL and, if references is set,
// that all parsers decode its character references alike.
func (r *reader) checkCharacters(start, end int, references bool) error {
	s := r.src[start:end]
	if i := bytes.IndexByte(s, 0); i >= 0 {
		return r.errorAt(start+i, problem{"NUL character", "remove it"})
	}
	if !utf8.Valid(s) {
		for i := 0; ; {
			c, n := utf8.DecodeRune(s[i:])
			if c == utf8.RuneError && n == 1 {
				return r.errorAt(start+i, problem{"invalid UTF-8", "encode the page as UTF-8"})
			}
			i += n
		}
	}
	for i := 0; references; {
		n := bytes.IndexByte(s[i:], '&')
		if n < 0 {
			break
		}
		i += n
		var buf [16]byte
		_, n, reason := decodeReference(buf[:0], s[i:])
		if reason != "" {
			return r.errorAt(start+i, problem{reason + ": " + string(s[i:i+n]), "write &amp; for an ampersand, or the character itself"})
		}
		i += max(n, 1)
	}
	return nil
}
