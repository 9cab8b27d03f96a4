package dom

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// checkSelector returns selector. It panics if a browser would reject it. It knows the syntax, but not
// the names of pseudo-classes.
func checkSelector(function, selector string) string {
	if problem := selectorProblem(selector); problem != "" {
		panic(fmt.Sprintf("dom: %s: invalid selector %q: %s", function, selector, problem))
	}
	return selector
}

// selectorProblem returns what is wrong with a list of selectors, or "".
func selectorProblem(s string) string {
	if strings.TrimSpace(s) == "" {
		return "it is empty; use dom.Self for the element itself"
	}
	afterCompound := false // false at the beginning, and after a comma or a combinator
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case strings.IndexByte(" \t\n\r\f", c) >= 0:
			i++
		case strings.IndexByte(">+~,", c) >= 0:
			if !afterCompound {
				return fmt.Sprintf("nothing is before %q", c)
			}
			afterCompound = false
			i++
		default:
			n, problem := simpleSelector(s[i:])
			if problem != "" {
				return problem
			}
			afterCompound = true
			i += n
		}
	}
	if !afterCompound {
		return "something is missing at the end"
	}
	return ""
}

// simpleSelector returns the length of the simple selector with which s begins, and what is wrong with it.
func simpleSelector(s string) (n int, problem string) {
	switch s[0] {
	case '*':
		return 1, ""
	case '[':
		return block(s, ']')
	case '#', '.':
		n := identifier(s[1:])
		if n == 0 {
			return 0, fmt.Sprintf("%q is not followed by a name, which cannot begin with a digit; use dom.ID for an id", s[0])
		}
		return 1 + n, ""
	case ':':
		start := 1
		if strings.HasPrefix(s, "::") {
			return 0, "a pseudo-element is not an element"
		}
		n := identifier(s[start:])
		if n == 0 {
			return 0, "':' is not followed by the name of a pseudo-class; use dom.ID for an id with this character"
		}
		if n += start; n < len(s) && s[n] == '(' {
			length, problem := block(s[n:], ')')
			return n + length, problem
		}
		return n, ""
	}
	if n := identifier(s); n > 0 {
		return n, ""
	}
	r, _ := utf8.DecodeRuneInString(s)
	return 0, fmt.Sprintf("unexpected %q", r)
}

// block returns the length of the block with which s begins, up to and including end.
func block(s string, end byte) (n int, problem string) {
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == end:
			if strings.TrimSpace(s[1:i]) == "" {
				return 0, fmt.Sprintf("nothing is inside %q", s[:i+1])
			}
			return i + 1, ""
		case c == '\\':
			i++
		case c == '"' || c == '\'':
			length := quoted(s[i:])
			if length == 0 {
				return 0, "a quotation mark is missing"
			}
			i += length - 1
		case c == '(' || c == '[':
			inner := byte(')')
			if c == '[' {
				inner = ']'
			}
			length, problem := block(s[i:], inner)
			if problem != "" {
				return 0, problem
			}
			i += length - 1
		case c == ')' || c == ']':
			return 0, fmt.Sprintf("unexpected %q", c)
		}
	}
	return 0, fmt.Sprintf("%q is missing", end)
}

// quoted returns the length of the string with which s begins, or 0 if it does not end.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '\n':
			return 0
		case s[0]:
			return i + 1
		}
	}
	return 0
}

// identifier returns the length of the name with which s begins, or 0 if there is none.
func identifier(s string) (n int) {
	isStart := func(c byte) bool { return c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf }
	if n < len(s) && s[n] == '-' {
		n++
	}
	switch {
	case n == len(s):
		return 0
	case n == 1 && s[n] == '-', isStart(s[n]), s[n] == '\\' && n+1 < len(s) && s[n+1] != '\n':
	default:
		return 0
	}
	for n < len(s) {
		switch c := s[n]; {
		case isStart(c), c == '-', c >= '0' && c <= '9':
			n++
		case c == '\\' && n+1 < len(s) && s[n+1] != '\n':
			n += 2
		default:
			return n
		}
	}
	return n
}
