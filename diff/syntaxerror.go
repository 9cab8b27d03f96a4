package diff

import (
	"bytes"
	"fmt"
)

// A SyntaxError is markup of which a browser would make another tree than the one written down.
type SyntaxError struct {
	Offset  int    // bytes before it
	Line    int    // counted from 1
	Column  int    // in bytes, counted from 1
	Problem string // what is wrong: "<div> in <p>"
	Fix     string // what to write instead: "close <p> first"
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("diff: line %d, column %d: %s: %s", e.Line, e.Column, e.Problem, e.Fix)
}

// original makes the offset of a SyntaxError one of html as it was before its line ends were normalised.
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

// position is the line and column of an offset, counted from 1.
func lineColumn(html []byte, offset int) (line, column int) {
	before := html[:offset]
	return bytes.Count(before, []byte("\n")) + 1, offset - bytes.LastIndexByte(before, '\n')
}
