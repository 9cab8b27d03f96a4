package diff

import (
	"bytes"
	"fmt"
)

// A tokenKind is the kind of a piece of markup.
type tokenKind uint8

const (
	noToken tokenKind = iota
	textToken
	startTagToken
	endTagToken
	commentToken
	invalidToken
)

// peekLen is how many bytes peek inspects.
const peekLen = 4

// peek returns the kind of the token at the beginning of s.
func peek(s []byte) tokenKind {
	if len(s) == 0 {
		return noToken
	}
	if s[0] != '<' || len(s) == 1 {
		return textToken
	}
	switch c := s[1]; {
	case isLetter(c):
		return startTagToken
	case c == '/':
		if len(s) > 2 && isLetter(s[2]) {
			return endTagToken
		}
		return invalidToken
	case c == '!':
		if len(s) > 3 && s[2] == '-' && s[3] == '-' {
			return commentToken
		}
		return invalidToken
	case c == '?':
		return invalidToken
	}
	return textToken
}

// invalidTokenProblem describes a < that begins neither a tag nor a comment.
func invalidTokenProblem(s []byte) problem {
	if len(s) > 9 && bytes.EqualFold(s[:9], []byte("<!doctype")) {
		return problem{"DOCTYPE in the body", "remove it: the layout has one"}
	}
	return problem{fmt.Sprintf("%.9s does not begin a tag", s), "write &lt; for <"}
}
