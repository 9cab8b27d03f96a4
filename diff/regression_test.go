package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// Each of these was seen to go wrong. Where a patch shows what was wrong, the test applies it and sees it fail.

func patchOf(t *testing.T, a, b string) string {
	return string(requireFaithful(t, []byte(a), []byte(b)).AppendJSON(nil))
}

func applied(t *testing.T, page, ops string) (*diff.Snapshot, error) {
	s, err := diff.Parse([]byte(page))
	require.NoError(t, err)
	patch, err := diff.ParsePatch([]byte(ops))
	require.NoError(t, err)
	return s.Apply(patch)
}

// The old text "if (a" begins the new one "if (a< b)". Skipping the text because its bytes are there left " b)" for
// a text of its own beside it.
func TestTextThatBeginsTheNewOne(t *testing.T) {
	require.Equal(t, `[2,1,"< b)"]`, patchOf(t, "<p>if (a</p>", "<p>if (a< b)</p>"))
	require.Equal(t, `[2,1,"&"]`, patchOf(t, "<p>a</p>", "<p>a&</p>"))
	require.Equal(t, `[2,0,"a"]`, patchOf(t, "<p>a< b</p>", "<p>a</p>"))
	require.Equal(t, `[1,5,[1,"<b>c</b>"]]`, patchOf(t, "<p>a</p>", "<p>a<b>c</b></p>"))
	require.Equal(t, `[1,5,[1,"<!--c-->"]]`, patchOf(t, "<p>a</p>", "<p>a<!--c--></p>"))
}

// In a script "<b" is no tag, in a textarea neither: read as children, a script was cut in two.
func TestLeafThatBeginsTheNewOne(t *testing.T) {
	for _, name := range []string{"script", "style", "textarea", "title", "iframe"} {
		page := func(text string) string { return "<div><" + name + ">" + text + "</" + name + "></div>" }
		require.Equal(t, `[2,1,"<b>c"]`, patchOf(t, page("if (a"), page("if (a<b>c")), name)
		require.Equal(t, `[2,0,"a"]`, patchOf(t, page("a<b>"), page("a")), name)
	}
}

// Comparing anew at each level looked at a page as often as it is deep.
func TestFirstDifferenceIsFoundOnce(t *testing.T) {
	text := strings.Repeat("x", 100_000)
	for _, depth := range []int{1, 15, 250} {
		old, err := diff.Parse([]byte(nested(depth, "", text+"a", "")))
		require.NoError(t, err)
		cost, err := diff.Cost(old, []byte(nested(depth, "", text+"b", "")))
		require.NoError(t, err)
		require.Less(t, cost, 5*2*len(text), "depth %d", depth)
	}
}

// A splice in bytes or code points lands elsewhere in a browser, whose units are those of UTF-16; and one within a
// surrogate pair or a reference makes characters that nobody wrote.
func TestSpliceCountsWhatABrowserCounts(t *testing.T) {
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

// The type of an input, the encoding of an annotation and the like are looked at once, when the element is made.
func TestSteeringAttributesMakeAnotherElement(t *testing.T) {
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

// Removing <b> from "a<b></b>c" leaves two texts where a parser makes one, and every later path is off by one.
func TestTextsAreJoined(t *testing.T) {
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

// A key that two children share made one of them vanish.
func TestSecondOfOneKeyHasNone(t *testing.T) {
	require.Equal(t, `[3,0,"2!",1,5,[-1]]`, patchOf(t, `<ul><li id="a">1</li><li id="a">2</li></ul>`, `<ul><li id="a">2!</li><li id="a"></li></ul>`))
}
