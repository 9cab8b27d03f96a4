package normalize

import "github.com/lively-go/lively/diff"

// Work returns the result of HTML, the number of tokens that this package read, and that of the nodes
// that the parser created.
func Work(src []byte) (out []byte, tokens, nodes int) {
	out, w := normalize(diff.Context{}, src)
	return out, w.tokens, w.nodes
}

// Flatten returns what HTML returns for a page that is flattened.
func Flatten(src []byte) []byte {
	out, _ := flatten(diff.Context{}, ReplaceInvalid(src))
	return out
}
