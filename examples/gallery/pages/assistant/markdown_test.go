package assistant

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/lively-go/lively/diff"
)

// grow returns the document after its source has grown to each of ends.
func grow(t require.TestingT, source string, ends ...int) *Document {
	d := &Document{Blocks: []Block{}}
	for _, end := range append(ends, len(source)) {
		require.NoError(t, d.Grow(source[:end]))
	}
	return d
}

// fragments are what blocks begin with and consist of.
var fragments = rapid.SampledFrom([]string{
	"\n", "\n\n", "\n\n\n", " ", "    ", "\t", "a", "word ", "é", "\u2028", "\x00", "\r\n", "# ", "- ", "* ", "1. ", "2", ". ", "3)", "10.", "> ",
	"```", "~~~", "```go\n", "`", "**", "_", "~~", "---", "===", "|", "|-|-|\n", "[a](b)", "[a]", "[a]: http://b\n", "![i](http://c)",
	"<b>", "</b>", "<div>", "<!--", "-->", "<script>", "<pre>", "&amp;", "&#0;", "&lt;", "\\", "<http://d>", "[x](javascript:y)",
})

// The HTML does not depend on how the text was divided into tokens, and Lively accepts it.
func TestDocument_Model(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := strings.Join(rapid.SliceOfN(fragments, 0, 40).Draw(t, "source"), "")
		whole := grow(t, source).Blocks
		ends := rapid.SliceOfN(rapid.IntRange(0, len(source)), 0, 20).Draw(t, "ends")
		slices.Sort(ends)
		require.Equal(t, whole, grow(t, source, ends...).Blocks)
		for _, b := range whole {
			_, err := diff.Parse([]byte("<div>" + b.HTML + "</div>"))
			require.NoError(t, err, b.HTML)
			require.NotContains(t, b.HTML, `="javascript:`)
			require.NotContains(t, b.HTML, "<img")
			require.NotContains(t, b.HTML, "<script")
		}
	})
}

// A block that is nested deeper than a page may be is shown as text.
func TestDocument_Deep(t *testing.T) {
	for _, source := range []string{strings.Repeat("> ", 1000), strings.Repeat("- ", 1000), strings.Repeat("*_", 1000)} {
		d := grow(t, source+"text", 1, 100, 300)
		require.Len(t, d.Blocks, 1)
		_, err := diff.Parse([]byte(d.Blocks[0].HTML))
		require.NoError(t, err)
		require.Contains(t, d.Blocks[0].HTML, "text")
	}
}
