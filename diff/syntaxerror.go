package diff

import (
	"bytes"
	"fmt"
)

// A SyntaxError describes markup that a browser would parse into a different tree than written.
type SyntaxError struct {
	Offset  int    // in bytes, counted from 0
	Line    int    // counted from 1
	Column  int    // in bytes, counted from 1
	Problem string // what is wrong, such as "<div> in <p>"
	Fix     string // what to do, such as "close <p> before it"
}

// Error returns the position, the problem and the fix, separated by colons.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("diff: line %d, column %d: %s: %s", e.Line, e.Column, e.Problem, e.Fix)
}

// originalOffset changes the offset of a SyntaxError to that in html before its line endings were
// normalized.
func originalOffset(err error, html []byte) error {
	e := err.(*SyntaxError)
	for i, c := range html {
		if i >= e.Offset {
			break
		}
		if c == '\r' && i+1 < len(html) && html[i+1] == '\n' {
			e.Offset++
		}
	}
	return e
}

// lineColumn returns the line and column of an offset, counted from 1. Columns are bytes.
func lineColumn(html []byte, offset int) (line, column int) {
	before := html[:offset]
	return bytes.Count(before, []byte("\n")) + 1, offset - bytes.LastIndexByte(before, '\n')
}
