package diff

import (
	"bytes"
	"fmt"
)

// A problem describes what is wrong with markup and how to fix it.
type problem struct{ Text, Fix string }

// invalidTokenProblem describes a < that begins neither a tag nor a comment.
func invalidTokenProblem(s []byte) problem {
	if len(s) > 9 && bytes.EqualFold(s[:9], []byte("<!doctype")) {
		return problem{"DOCTYPE in the body", "remove it: the layout has one"}
	}
	return problem{fmt.Sprintf("%.9s does not begin a tag", s), "write &lt; for <"}
}
