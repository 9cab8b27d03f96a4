package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// Each test in this file covers a fixed bug. If the bug produced a wrong patch, the test checks
// that Apply rejects that patch.

func patchOf(t *testing.T, a, b string) string {
	return string(requireRoundTrip(t, []byte(a), []byte(b)).AppendJSON(nil))
}

func applied(t *testing.T, page, ops string) (*diff.Snapshot, error) {
	s, err := diff.Parse([]byte(page))
	require.NoError(t, err)
	patch, err := diff.ParsePatch([]byte(ops))
	require.NoError(t, err)
	return s.Apply(patch)
}

// The old text "if (a" is a prefix of the new text "if (a< b)". If it is skipped because its bytes
// are unchanged, " b)" becomes a second text beside it.
func TestCompare_ExtendedText(t *testing.T) {
	require.Equal(t, `[2,1,"< b)"]`, patchOf(t, "<p>if (a</p>", "<p>if (a< b)</p>"))
	require.Equal(t, `[2,1,"&"]`, patchOf(t, "<p>a</p>", "<p>a&</p>"))
	require.Equal(t, `[2,0,"a"]`, patchOf(t, "<p>a< b</p>", "<p>a</p>"))
	require.Equal(t, `[1,5,[1,"<b>c</b>"]]`, patchOf(t, "<p>a</p>", "<p>a<b>c</b></p>"))
	require.Equal(t, `[1,5,[1,"<!--c-->"]]`, patchOf(t, "<p>a</p>", "<p>a<!--c--></p>"))
}

// In a script or a textarea, "<b" does not begin a tag. Parsing the text as children splits it.
func TestCompare_ExtendedTextElement(t *testing.T) {
	for _, name := range []string{"script", "style", "textarea", "title", "iframe"} {
		page := func(text string) string { return "<div><" + name + ">" + text + "</" + name + "></div>" }
		require.Equal(t, `[2,1,"<b>c"]`, patchOf(t, page("if (a"), page("if (a<b>c")), name)
		require.Equal(t, `[2,0,"a"]`, patchOf(t, page("a<b>"), page("a")), name)
	}
}

// The cost does not depend on the depth: bytes are not compared again at each level.
func TestCompare_CostOfDeepDifference(t *testing.T) {
	text := strings.Repeat("x", 100_000)
	for _, depth := range []int{1, 15, 250} {
		old, err := diff.Parse([]byte(nested(depth, "", text+"a", "")))
		require.NoError(t, err)
		cost, err := diff.Options{}.Cost(old, []byte(nested(depth, "", text+"b", "")))
		require.NoError(t, err)
		require.Less(t, cost, 5*2*len(text), "depth %d", depth)
	}
}

// Browsers count text in UTF-16 code units, so a splice counted in bytes or code points changes the
// wrong part. A splice inside a surrogate pair or a character reference produces wrong characters.
func TestCompare_SpliceUsesUTF16Units(t *testing.T) {
	const page = "<p>%s and so on, for a while</p>"
	from := func(a, b string) string { return patchOf(t, fmt.Sprintf(page, a), fmt.Sprintf(page, b)) }
	require.Equal(t, `[2,2,2,1,"b"]`, from("ééa", "ééb"))
	require.Equal(t, `[2,2,4,1,"b"]`, from("😀😀a", "😀😀b"))
	require.Equal(t, `[2,2,0,2,"😁"]`, from("😀", "😁"))
	require.Equal(t, `[2,2,0,1,"è"]`, from("é", "è"))
	require.Equal(t, `[2,2,0,1,"ĩ"]`, from("é", "ĩ"))
	require.Equal(t, `[2,2,2,1,"b"]`, from("&lt;&amp;a", "&lt;&amp;b"))
	require.Equal(t, `[2,2,0,1,"<"]`, from("&gt;", "&lt;"))
	require.Equal(t, `[2,2,0,1,"&lt;"]`, from("&lt;", "&amp;lt;"))
	require.Equal(t, `[]`, from("&#60;", "&lt;"))

	_, err := applied(t, fmt.Sprintf(page, "😀"), `[2,2,1,1,"x"]`)
	require.ErrorContains(t, err, "cannot splice 1 units at 1")
}

// Browsers read the type of an input or the encoding of an annotation only when they create the
// element.
func TestCompare_ImmutableAttributes(t *testing.T) {
	require.Equal(t, `[0,5,["<input type=\"number\" value=\"5\">",-1]]`, patchOf(t, `<input type="text" value="5">`, `<input type="number" value="5">`))
	require.Equal(t, `[0,5,["<input type=\"checkbox\">",-1]]`, patchOf(t, `<input>`, `<input type="checkbox">`))
	require.Equal(t, `[0,5,["<button is=\"x-b\"></button>",-1]]`, patchOf(t, `<button></button>`, `<button is="x-b"></button>`))
	require.Equal(t, `[1,5,["<annotation-xml encoding=\"text/html\"><p></p></annotation-xml>",-1]]`,
		patchOf(t, `<math><annotation-xml></annotation-xml></math>`, `<math><annotation-xml encoding="text/html"><p></p></annotation-xml></math>`))

	_, err := applied(t, `<input type="text">`, `[1,3,"type","number"]`)
	require.ErrorContains(t, err, "cannot set attribute")
	_, err = applied(t, `<svg><font></font></svg>`, `[2,3,"color","red"]`)
	require.ErrorContains(t, err, "<font color>")
}

// Removing <b> from "a<b></b>c" leaves two texts where a parser creates one, so the numbers of all
// later nodes are off by one.
func TestCompare_AdjacentTextsAreJoined(t *testing.T) {
	const page = "<p>a<b></b>c</p><i>x</i>"
	require.Equal(t, `[1,5,[1,-2],1,1,"c"]`, patchOf(t, page, "<p>ac</p><i>x</i>"))
	require.Equal(t, `[1,5,[-2]]`, patchOf(t, page, "<p>c</p><i>x</i>"))
	require.Equal(t, `[1,5,[-1,1,-1]]`, patchOf(t, page, "<p><b></b></p><i>x</i>"))
	require.Equal(t, `[0,5,["a",-1]]`, patchOf(t, "<b></b><i></i>", "a<i></i>"))

	_, err := applied(t, page, `[1,5,[1,-1]]`)
	require.ErrorContains(t, err, "do not match")
	_, err = applied(t, page, `[2,0,""]`)
	require.ErrorContains(t, err, "do not match")
	_, err = applied(t, page, `[1,5,["x"]]`)
	require.ErrorContains(t, err, "do not match")
}

// If two children have the same key, both are kept.
func TestCompare_DuplicateKey(t *testing.T) {
	require.Equal(t, `[3,0,"2!",1,5,[-1]]`, patchOf(t, `<ul><li id="a">1</li><li id="a">2</li></ul>`, `<ul><li id="a">2!</li><li id="a"></li></ul>`))
}
