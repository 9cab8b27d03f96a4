package diff

import "bytes"

// An attribute is an attribute as written: its value is without quotes, and its references are not
// decoded.
type attribute struct{ name, value []byte }

// A tagEnd is how a tag ends.
type tagEnd uint8

const (
	inTag         tagEnd = iota // it has not ended yet
	tagClosed                   // >
	tagSelfClosed               // />
)

// A problem is what is wrong with markup, and how to fix it.
type problem struct{ text, fix string }

// nextAttribute reads the next attribute of a start tag, or the end of the tag, from s[at:]. If
// there is a problem, next is its offset.
func nextAttribute(s []byte, at int) (a attribute, next int, end tagEnd, prob *problem) {
	i := skipSpace(s, at)
	if i == len(s) {
		return a, i, inTag, &problem{"markup ends inside a tag", "add >"}
	}
	switch {
	case s[i] == '>':
		return a, i + 1, tagClosed, nil
	case s[i] == '/' && i+1 < len(s) && s[i+1] == '>':
		return a, i + 2, tagSelfClosed, nil
	case s[i] == '/':
		return a, i, inTag, &problem{"slash between attributes", "remove it"}
	case i == at:
		return a, i, inTag, &problem{"no space before an attribute", "add a space"}
	}
	start := i
	for i < len(s) && !endsName[s[i]] {
		i++
	}
	a.name = s[start:i]
	if i == start || i < len(s) && (s[i] == '"' || s[i] == '\'' || s[i] == '<') {
		return a, i, inTag, &problem{string(s[i]) + " in an attribute name", "close the previous quote, or write &lt; if no tag is intended"}
	}
	v := skipSpace(s, i)
	if v == len(s) || s[v] != '=' {
		return a, i, inTag, nil
	}
	v = skipSpace(s, v+1)
	switch {
	case v == len(s):
		return a, v, inTag, &problem{"markup ends inside a tag", "add >"}
	case s[v] == '"' || s[v] == '\'':
		n := bytes.IndexByte(s[v+1:], s[v])
		if n < 0 {
			return a, v, inTag, &problem{"attribute value without a closing quote", "add " + string(s[v])}
		}
		a.value = s[v+1 : v+1+n]
		return a, v + n + 2, inTag, nil
	}
	for i = v; i < len(s) && !endsValue[s[i]]; i++ {
	}
	if a.value = s[v:i]; i == v || i < len(s) && s[i] != '>' && !isSpace(s[i]) {
		return a, i, inTag, &problem{"unquoted attribute value that is empty or contains one of \" ' < = `", "put it in double quotes"}
	}
	return a, i, inTag, nil
}

var endsName, endsValue = byteSet(" \t\n\f=>/\"'<"), byteSet(" \t\n\f>\"'<=`")

func byteSet(chars string) (s [256]bool) {
	for _, c := range []byte(chars) {
		s[c] = true
	}
	return s
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\f'
}

func skipSpace(s []byte, i int) int {
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	return i
}

func isBlank(s []byte) bool {
	return skipSpace(s, 0) == len(s)
}

// hasName reports whether the start tag at the beginning of s has this name. It inspects no more
// bytes than the name has.
func hasName(s, name []byte) bool {
	nameEnd := 1 + len(name)
	return len(s) > nameEnd && bytes.Equal(s[1:nameEnd], name) && (s[nameEnd] == '>' || s[nameEnd] == '/' || isSpace(s[nameEnd]))
}

// tagName returns the name of the tag at the beginning of s as written.
func tagName(s []byte) []byte {
	i := 1
	for i < len(s) && s[i] != '>' && s[i] != '/' && !isSpace(s[i]) {
		i++
	}
	return s[1:i]
}
