package diff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

func mustParse(t *testing.T, html string) *diff.Snapshot {
	t.Helper()
	s, err := diff.Parse([]byte(html))
	require.NoError(t, err, html)
	return s
}

// A leaf keeps the content that it had when it was inserted, whatever is rendered later.
func TestSnapshot_Apply_KeepsContentOfLeaf(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{
			`<div live-update="ignore" class="a"><b>first</b></div><p>1</p>`,
			`<div live-update="ignore" class="b"><i>second</i></div><p>2</p>`,
			`<div live-update="ignore" class="b"><b>first</b></div><p>2</p>`,
		},
		{
			`<ul><li id="1" live-update="ignore">first</li><li id="2">b</li></ul>`,
			`<ul><li id="2">c</li><li id="1" live-update="ignore">second</li></ul>`,
			`<ul><li id="2">c</li><li id="1" live-update="ignore">first</li></ul>`,
		},
		{`<div live-root="1"><p>child</p></div>`, `<div live-root="1" hidden></div>`, `<div live-root="1" hidden=""><p>child</p></div>`},
		{`<p>x</p>`, `<p>x</p><div live-update="ignore"><b>a</b></div>`, `<p>x</p><div live-update="ignore"><b>a</b></div>`},
		{"<textarea live-update=ignore>\n\nfirst</textarea>", `<textarea rows="2" live-update=ignore>second</textarea>`, "<textarea live-update=\"ignore\" rows=\"2\">\n\nfirst</textarea>"},
		{`<svg><g live-root="1"/></svg>`, `<svg><g live-root="1" x="1"/></svg>`, `<svg><g live-root="1" x="1"></g></svg>`},
	} {
		old := mustParse(t, c.old)
		patch := requireRoundTrip(t, []byte(c.old), []byte(c.new))
		applied, err := old.Apply(patch)
		require.NoError(t, err, c.old)
		require.Equal(t, c.want, string(applied.HTML()))
	}
}

func TestSnapshot_LeafHasNoContent(t *testing.T) {
	empty := mustParse(t, `<div live-update="ignore"></div><p>x</p>`)
	full := mustParse(t, `<div live-update="ignore"><b>a</b> c <!-- d --><textarea>e</textarea></div><p>x</p>`)
	require.Equal(t, empty.Len(), full.Len())
	require.Equal(t, `<div live-update="ignore"></div><p>x</p>`, string(full.AppendCanonical(nil)))
	require.Equal(t, empty.Checksum(), full.Checksum())
	require.NoError(t, diff.CheckEqual(empty, full))
	require.Error(t, diff.CheckEqual(empty, mustParse(t, `<div></div><p>x</p>`)))
}

func TestSnapshot_Apply_RejectsChangesOfLeaf(t *testing.T) {
	s := mustParse(t, `<div live-update="ignore"><b>a</b></div><textarea live-update="ignore">a</textarea>`)
	for _, op := range []diff.Op{
		{Node: 1, Kind: diff.Children, List: []diff.Item{{Kind: diff.Remove, N: 1}}},
		{Node: 1, Kind: diff.SetText, Text: "b"},
		{Node: 2, Kind: diff.SetText, Text: "b"},
		{Node: 3, Kind: diff.SetText, Text: "b"},
		{Node: 1, Kind: diff.RemoveAttr, Name: "live-update"},
		{Node: 1, Kind: diff.SetAttr, Name: "live-update", Text: "x"},
		{Node: 1, Kind: diff.SetAttr, Name: "live-root", Text: "1"},
	} {
		_, err := s.Apply(diff.Patch{op})
		require.Error(t, err, "%+v", op)
	}
}

// What is in a leaf must not affect how a browser parses what is outside of it.
func TestParse_RejectsInvalidContentOfLeaf(t *testing.T) {
	for _, html := range []string{
		`<p live-update="ignore"><div></div></p>`,
		`<div live-update="ignore"><b></div>`,
		`<div live-update="ignore"></p></div>`,
		`<form><div live-root="1"><form></form></div></form>`,
		`<table><tbody live-root="1"><td>x</td></tbody></table>`,
		`<div live-update="ignore"/>`,
		`<div live-update="ignore">` + strings.Repeat("<b>", 256) + strings.Repeat("</b>", 256) + `</div>`,
	} {
		_, err := diff.Parse([]byte(html))
		require.ErrorAs(t, err, new(*diff.SyntaxError), html)
		old := mustParse(t, `<div live-update="ignore"><b>x</b></div>`)
		_, _, compareErr := diff.Compare(old, []byte(html))
		require.Equal(t, err, compareErr)
	}
}

func TestSnapshot_Leaves(t *testing.T) {
	s := mustParse(t, "<p>a</p>\n<table><tbody live-root=\"2\"><tr><td live-root=\"9\">x</td></tr></tbody></table>"+
		`<div live-update="ignore"></div><input live-update="ignore"><svg><g live-root="3"/></svg><textarea live-update="ignore">b</textarea>`)
	var found []string
	for leaf := range s.Leaves() {
		found = append(found, fmt.Sprintln(leaf.Name, leaf.Line, leaf.Depth, leaf.Attr("live-root"), string(s.HTML()[leaf.Start:leaf.End])))
	}
	require.Equal(t, []string{
		"tbody 2 1 2 <tr><td live-root=\"9\">x</td></tr>\n", "div 2 0  \n", "g 2 1 3 \n", "textarea 2 0  b\n",
	}, found)
	for leaf := range s.Leaves() {
		require.Equal(t, "tbody", leaf.Name)
		break
	}
}

// The content of a leaf can be parsed alone, in its context, with the same result as in its place.
func TestSnapshot_Leaves_Context(t *testing.T) {
	for _, c := range []struct{ around, content string }{
		{`<div live-root="1">%s</div>`, `<p>a</p>`},
		{`<div live-root="1">%s</div>`, `<p><p>a</p></p>`},
		{`<table><tbody live-root="1">%s</tbody></table>`, `<tr><td>a</td></tr>`},
		{`<table><tbody live-root="1">%s</tbody></table>`, `<td>a</td>`},
		{`<form><div live-root="1">%s</div></form>`, `<form></form>`},
		{`<a><span live-root="1">%s</span></a>`, `<a>x</a>`},
		{`<a><span live-root="1">%s</span></a>`, `<b>x</b>`},
		{`<ul><li><div live-root="1">%s</div></li></ul>`, `<li>x</li>`},
		{`<ul><li><ul live-root="1">%s</ul></li></ul>`, `<li>x</li>`},
		{`<svg><g live-root="1">%s</g></svg>`, `<path/><linearGradient></linearGradient>`},
		{`<svg><g live-root="1">%s</g></svg>`, `<p></p>`},
		{`<svg><title live-root="1">%s</title></svg>`, `<b>x</b>`},
		{`<select live-root="1">%s</select>`, `<option>a</option>`},
		{`<select live-root="1">%s</select>`, `<b>a</b>`},
		{`<template live-root="1">%s</template>`, `<tr></tr>`},
		{`<template live-root="1">%s</template>`, `<tr></tr><td></td>`},
		{strings.Repeat("<div>", 100) + `<div live-root="1">%s</div>` + strings.Repeat("</div>", 100), strings.Repeat("<b>", 155) + strings.Repeat("</b>", 155)},
		{strings.Repeat("<div>", 100) + `<div live-root="1">%s</div>` + strings.Repeat("</div>", 100), strings.Repeat("<b>", 156) + strings.Repeat("</b>", 156)},
	} {
		_, whole := diff.Parse(fmt.Appendf(nil, c.around, c.content))
		leaves := slices.Collect(mustParse(t, fmt.Sprintf(c.around, "")).Leaves())
		require.Len(t, leaves, 1)
		alone, err := diff.ParseIn(leaves[0].Context, []byte(c.content))
		require.Equal(t, whole == nil, err == nil, "%s: in the page: %v; alone: %v", fmt.Sprintf(c.around, c.content), whole, err)
		if err == nil {
			built := slices.Collect(mustParse(t, fmt.Sprintf(c.around, c.content)).Leaves())[0]
			require.Equal(t, c.content, fmt.Sprintf(c.around, c.content)[built.Start:built.End])
			require.Equal(t, leaves[0].Context, alone.Context())
		}
	}
}

func TestSnapshot_Tags_InLeaf(t *testing.T) {
	s := mustParse(t, "<table><tbody live-root=\"1\">\n<tr><td live-update=\"ignore\"><svg><path/></svg></td></tr></tbody></table><i></i>")
	var seen []string
	for tag := range s.Tags() {
		seen = append(seen, fmt.Sprint(tag.Name, tag.Depth, " ", tag.Line, ":", tag.Column))
	}
	require.Equal(t, []string{"table0 1:1", "tbody1 1:8", "tr2 2:1", "td3 2:5", "svg4 2:30", "path5 2:35", "i0 2:74"}, seen)
	for range s.Tags() {
		seen = seen[1:]
		if len(seen) == 2 {
			break
		}
	}
	require.Len(t, seen, 2)
}
