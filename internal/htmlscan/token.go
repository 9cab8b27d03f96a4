// Package htmlscan scans the tags of HTML markup without parsing it: tokens, names and attributes.
// Package diff builds its parser on it.
package htmlscan

// A Token is the kind of a piece of markup.
type Token uint8

// The kinds of tokens.
const (
	EOF      Token = iota
	Text           // including a < that does not begin a tag
	StartTag       // <p
	EndTag         // </p
	Comment        // <!--
	Invalid        // another < that is not text
)

// PeekLen is how many bytes Peek inspects.
const PeekLen = 4

// Peek returns the kind of the token at the beginning of s.
func Peek(s []byte) Token {
	if len(s) == 0 {
		return EOF
	}
	if s[0] != '<' || len(s) == 1 {
		return Text
	}
	switch c := s[1]; {
	case IsLetter(c):
		return StartTag
	case c == '/':
		if len(s) > 2 && IsLetter(s[2]) {
			return EndTag
		}
		return Invalid
	case c == '!':
		if len(s) > 3 && s[2] == '-' && s[3] == '-' {
			return Comment
		}
		return Invalid
	case c == '?':
		return Invalid
	}
	return Text
}

// IsLetter reports whether c is an ASCII letter.
func IsLetter(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z'
}
