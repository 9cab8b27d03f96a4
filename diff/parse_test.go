package diff_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"

	"github.com/stretchr/testify/require"
)

// FuzzParse checks that no input makes Parse panic, and that the canonical form of accepted markup
// is parsed into the same tree.
func FuzzParse(f *testing.F) {
	for _, pair := range seedPairs {
		f.Add([]byte(pair[0]))
		f.Add([]byte(pair[1]))
	}
	f.Fuzz(func(t *testing.T, html []byte) {
		at, rootErr := htmlscan.Root(html)
		require.LessOrEqual(t, at, len(html))
		s, err := diff.Parse(html)
		if err != nil {
			var syntax *diff.SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.LessOrEqual(t, syntax.Offset, len(html))
			require.NotEmpty(t, syntax.Problem)
			require.NotEmpty(t, syntax.Fix)
			return
		}
		if rootErr == nil && at == 0 {
			require.Empty(t, bytes.TrimSpace(html))
		}
		canonical := s.AppendCanonical(nil)
		if bytes.ContainsRune(canonical, '\r') || bytes.Contains(canonical, []byte("<pre>\n")) || bytes.Contains(canonical, []byte("<textarea>\n")) {
			return // the canonical form is not meant for parsing: here a parser would drop or change a character
		}
		reparsed, err := diff.Parse(canonical)
		require.NoError(t, err, "%s", canonical)
		require.Equal(t, string(canonical), string(reparsed.AppendCanonical(nil)))
		require.NoError(t, diff.CheckEqual(s, reparsed))
		require.Equal(t, s.Checksum(), reparsed.Checksum())
	})
}

func TestSyntaxError_Position(t *testing.T) {
	_, err := diff.Parse([]byte("<ul>\r\n<li>a</li>\r\n  <p>b<div>c</div></p></ul>"))
	var syntax *diff.SyntaxError
	require.ErrorAs(t, err, &syntax)
	require.Equal(t, diff.SyntaxError{
		Offset: 24, Line: 3, Column: 7, Problem: "<div> in <p>", Fix: "close <p> before it, or make the <p> a <div>",
	}, *syntax)
	require.EqualError(t, err, "diff: line 3, column 7: <div> in <p>: close <p> before it, or make the <p> a <div>")
}

// The content of a noscript is text where scripting is enabled and elements where it is not. It
// must end at the same place in both cases.
func TestParse_Noscript(t *testing.T) {
	s, err := diff.Parse([]byte("<p><noscript><img src=a><b>x</b></noscript></p>"))
	require.NoError(t, err)
	require.Equal(t, 3, s.Len())
	for html, want := range map[string]string{
		"<p><noscript><div></div></noscript></p>":                 "column 14: <div> in <p>",
		"<noscript><b></noscript>":                                "column 11: <b> is not closed",
		"<noscript><noscript></noscript></noscript>":              "column 11: <noscript> is not closed",
		"<noscript><b title='</noscript>'></b></noscript>":        "column 20: attribute value without a closing quote",
		"<select><option><noscript></noscript></option></select>": "column 17: <noscript> in <option>",
	} {
		_, err := diff.Parse([]byte(html))
		require.ErrorContains(t, err, want, html)
	}
}

func TestManyAttributes(t *testing.T) {
	tag := "<p" + repeat(40, " a%d=1")
	_, err := diff.Parse([]byte(tag + " a7></p>"))
	require.ErrorContains(t, err, "duplicate attribute a7")
	require.Equal(t, `[1,3,"a7","2",0,4,"a9"]`, patchOf(t, tag+"></p>", strings.NewReplacer("a7=1", "a7=2", " a9=1", "").Replace(tag)+"></p>"))
	require.Equal(t, `[1,3,"b",""]`, patchOf(t, tag+"></p>", strings.Replace(tag, "<p", "<p b", 1)+"></p>"))
}

func TestParse_CopiesInput(t *testing.T) {
	html := []byte("<p>a\r\nb\rc</p>")
	s, err := diff.Parse(html)
	require.NoError(t, err)
	clear(html)
	require.Equal(t, "<p>a\nb\nc</p>", string(s.HTML()))
	require.Equal(t, 3, s.Len())
	require.GreaterOrEqual(t, s.Size(), len("<p>a\nb\nc</p>")+3*12)
	require.Less(t, s.Size(), 1024)
}

func TestParse_MaxDepth(t *testing.T) {
	deep := func(n int) []byte { return []byte(strings.Repeat("<div>", n) + strings.Repeat("</div>", n)) }
	s, err := diff.Parse(deep(256))
	require.NoError(t, err)
	require.Equal(t, 257, s.Len())
	_, err = diff.Parse(deep(257))
	require.ErrorContains(t, err, "256")
	_, _, err = diff.Compare(s, deep(257))
	require.ErrorContains(t, err, "256")
	_, err = s.Apply(diff.Patch{{Node: 256, Kind: diff.Children, List: []diff.Item{{Kind: diff.Insert, HTML: "<br>"}}}})
	require.ErrorContains(t, err, "256")
}

func TestSnapshot_DuplicateKeys(t *testing.T) {
	s, err := diff.Parse([]byte(`<ul>` + "\n" + `<li id="a">1</li><li id="b"><b id="a"></b></li><li id="a">2</li><li live-id="a" id="b">3</li></ul>`))
	require.NoError(t, err)
	require.Equal(t, []diff.DuplicateKey{{Key: "a", Offset: 52, Line: 2, Column: 48}}, s.DuplicateKeys())
}

func TestEqual_FirstDifference(t *testing.T) {
	parse := func(html string) *diff.Snapshot {
		s, err := diff.Parse([]byte(html))
		require.NoError(t, err)
		return s
	}
	a := parse(`<ul><li class="a b">x</li></ul>y`)
	require.NoError(t, diff.CheckEqual(a, parse(`<ul><li class='b  a'>&#120;</li></ul>y`)))
	require.EqualError(t, diff.CheckEqual(a, parse(`<ul><li class="a">x</li></ul>y`)), `diff: node 2 is the element "<li class=\"a b\">", not the element "<li class=\"a\">"`)
	require.EqualError(t, diff.CheckEqual(a, parse(`<ul><li class="a b">x<br></li></ul>y`)), `diff: node 4 is only in the second snapshot: the element "<br>"`)
	require.EqualError(t, diff.CheckEqual(a, parse(`<ul></ul>y`)), `diff: node 2 is only in the first snapshot: the element "<li class=\"a b\">"`)
}
