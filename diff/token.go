package diff

import (
	"bytes"
	"fmt"
)

// A token is what markup is made of.
type token uint8

const (
	nothingAhead token = iota
	textAhead
	startAhead
	endAhead
	commentAhead
	flawAhead
)

// lookAhead is how many bytes ahead looks at.
const lookAhead = 4

// ahead says what s begins with.
func ahead(s []byte) token {
	if len(s) == 0 {
		return nothingAhead
	}
	if s[0] != '<' || len(s) == 1 {
		return textAhead
	}
	switch c := s[1]; {
	case letter(c):
		return startAhead
	case c == '/':
		if len(s) > 2 && letter(s[2]) {
			return endAhead
		}
		return flawAhead
	case c == '!':
		if len(s) > 3 && s[2] == '-' && s[3] == '-' {
			return commentAhead
		}
		return flawAhead
	case c == '?':
		return flawAhead
	}
	return textAhead
}

// opensNoTag says what is wrong with a < that something else than a tag or comment follows.
func opensNoTag(s []byte) flaw {
	if len(s) > 9 && bytes.EqualFold(s[:9], []byte("<!doctype")) {
		return flaw{"a DOCTYPE in the page's body", "leave it out: the layout has one"}
	}
	return flaw{fmt.Sprintf("%.9s, which opens no tag", s), "write &lt; for <"}
}
