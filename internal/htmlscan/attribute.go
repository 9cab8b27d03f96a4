package htmlscan

import "bytes"

// An Attribute is an attribute as written: its value is without quotes, and its references are not
// decoded.
type Attribute struct{ Name, Value []byte }

// A TagEnd is the way in which a tag ends.
type TagEnd uint8

const (
	InTag         TagEnd = iota // it has not ended yet
	TagClosed                   // >
	TagSelfClosed               // />
)

// A Problem is an error in markup, and its fix.
type Problem struct{ Text, Fix string }

// NextAttribute reads the next attribute of a start tag, or the end of the tag, from s[at:]. If
// there is a problem, next is its offset.
func NextAttribute(s []byte, at int) (a Attribute, next int, end TagEnd, prob *Problem) {
	i := SkipSpace(s, at)
	if i == len(s) {
		return a, i, InTag, &Problem{"markup ends inside a tag", "add >"}
	}
	switch {
	case s[i] == '>':
		return a, i + 1, TagClosed, nil
	case s[i] == '/' && i+1 < len(s) && s[i+1] == '>':
		return a, i + 2, TagSelfClosed, nil
	case s[i] == '/':
		return a, i, InTag, &Problem{"slash between attributes", "remove it"}
	case i == at:
		return a, i, InTag, &Problem{"no space before an attribute", "add a space"}
	}
	start := i
	for i < len(s) && !endsName[s[i]] {
		i++
	}
	a.Name = s[start:i]
	if i == start || i < len(s) && (s[i] == '"' || s[i] == '\'' || s[i] == '<') {
		return a, i, InTag, &Problem{string(s[i]) + " in an attribute name", "close the previous quote, or write &lt; if no tag is intended"}
	}
	v := SkipSpace(s, i)
	if v == len(s) || s[v] != '=' {
		return a, i, InTag, nil
	}
	v = SkipSpace(s, v+1)
	switch {
	case v == len(s):
		return a, v, InTag, &Problem{"markup ends inside a tag", "add >"}
	case s[v] == '"' || s[v] == '\'':
		n := bytes.IndexByte(s[v+1:], s[v])
		if n < 0 {
			return a, v, InTag, &Problem{"attribute value without a closing quote", "add " + string(s[v])}
		}
		a.Value = s[v+1 : v+1+n]
		return a, v + n + 2, InTag, nil
	}
	for i = v; i < len(s) && !endsValue[s[i]]; i++ {
	}
	if a.Value = s[v:i]; i == v || i < len(s) && s[i] != '>' && !IsSpace(s[i]) {
		return a, i, InTag, &Problem{"unquoted attribute value that is empty or contains one of \" ' < = `", "put it in double quotes"}
	}
	return a, i, InTag, nil
}

var endsName, endsValue = byteSet(" \t\n\f=>/\"'<"), byteSet(" \t\n\f>\"'<=`")

// EndsName reports whether c ends the name of an attribute.
func EndsName(c byte) bool { return endsName[c] }

// byteSet returns the set of the bytes in chars.
func byteSet(chars string) (s [256]bool) {
	for _, c := range []byte(chars) {
		s[c] = true
	}
	return s
}

// IsSpace reports whether c is HTML white space, with line endings already normalized to LF.
func IsSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\f'
}

// SkipSpace returns the offset of the first byte of s from i on that is not white space, or len(s).
func SkipSpace(s []byte, i int) int {
	for i < len(s) && IsSpace(s[i]) {
		i++
	}
	return i
}

// IsBlank reports whether s contains only white space.
func IsBlank(s []byte) bool {
	return SkipSpace(s, 0) == len(s)
}

// HasName reports whether the start tag at the beginning of s has this name. It inspects no more
// bytes than the name has.
func HasName(s, name []byte) bool {
	nameEnd := 1 + len(name)
	return len(s) > nameEnd && bytes.Equal(s[1:nameEnd], name) && (s[nameEnd] == '>' || s[nameEnd] == '/' || IsSpace(s[nameEnd]))
}

// TagName returns the name of the tag at the beginning of s as written.
func TagName(s []byte) []byte {
	i := 1
	for i < len(s) && s[i] != '>' && s[i] != '/' && !IsSpace(s[i]) {
		i++
	}
	return s[1:i]
}
