package diff_test

import (
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

func TestParseIn(t *testing.T) {
	for _, c := range []struct {
		in        []string
		html, err string // err is a part of the error, "" if html is accepted
	}{
		{nil, `<p>a</p>`, ""},
		{nil, `<tr></tr>`, "<tr> outside a table"},
		{[]string{"div"}, `<p>a</p>`, ""},
		{[]string{"tbody"}, `<tr><td>a</td></tr>`, ""},
		{[]string{"table", "tbody"}, `<tr><td>a</td></tr>`, ""},
		{[]string{"tbody"}, `<td>a</td>`, "<td> in <tbody>"},
		{[]string{"tbody"}, `text`, "text in <tbody>"},
		{[]string{"tr"}, `<td>a</td> <th></th>`, ""},
		{[]string{"table"}, `<caption>a</caption><tbody></tbody>`, ""},
		{[]string{"colgroup"}, `<col>`, ""},
		{[]string{"ul"}, `<li>a</li>`, ""},
		{[]string{"li"}, `<li>a</li>`, "<li> in <li>"},
		{[]string{"select"}, `<option>a</option>`, ""},
		{[]string{"select"}, `<b>a</b>`, "<b> in <select>"},
		{[]string{"select", "optgroup"}, `<option>a</option>`, ""},
		{[]string{"p"}, `<div></div>`, "<div> in <p>"},
		{[]string{"form", "div"}, `<form></form>`, "<form> in <form>"},
		{[]string{"svg", "g"}, `<linearGradient/><path d="M0"/>`, ""},
		{[]string{"svg", "g"}, `<div></div>`, "<div> in svg or math"},
		{[]string{"svg", "foreignObject"}, `<div></div>`, ""},
		{[]string{"svg", "foreignobject"}, `<div></div>`, ""},
		{[]string{"math", "mi"}, `<b>x</b>`, ""},
		{[]string{"g"}, `<div></div>`, ""}, // alone, an unknown HTML element
		{[]string{"template"}, `<td></td>`, ""},
		{[]string{"template"}, `<tr></tr><td></td>`, "<td> in <template>"},
		{[]string{"textarea"}, ``, ""},
		{[]string{"textarea"}, `x`, "content in <textarea>"},
		{[]string{"br"}, `x`, "content in <br>"},
	} {
		s, err := diff.ParseIn(diff.NewContext(c.in...), []byte(c.html))
		if c.err != "" {
			require.ErrorContains(t, err, c.err, "%v", c.in)
			continue
		}
		require.NoError(t, err, "%v", c.in)
		require.Equal(t, c.html, string(s.HTML()))
		require.Equal(t, diff.NewContext(c.in...), s.Context())
	}
}

// Compare, Apply and the canonical form are in the context of the snapshot, and so are their results.
func TestParseIn_Compare(t *testing.T) {
	for _, c := range []struct {
		in              []string
		old, new, patch string
	}{
		{[]string{"tbody"}, `<tr><td>a</td></tr>`, `<tr><td>b</td></tr>`, `[3,0,"b"]`},
		{[]string{"tbody"}, `<tr id="1"><td>a</td></tr><tr id="2"></tr>`, `<tr id="2"></tr><tr id="1"><td>a&amp;</td></tr>`, `[0,5,[[1]],3,1,"&"]`},
		{[]string{"tbody"}, ``, `<tr></tr>`, `[0,5,["<tr></tr>"]]`},
		{[]string{"svg", "g"}, `<linearGradient id="a"/><path/>`, `<linearGradient id="a" gradientunits="b"></linearGradient><path/>`, `[1,3,"gradientUnits","b"]`},
		{[]string{"svg", "g"}, `<path/>`, `<title><b>x</b></title>`, `[0,5,["<title><b>x</b></title>",-1]]`},
		{[]string{"select"}, `<option>a</option>`, `<option>a</option><option>b &lt;</option>`, `[0,5,[1,"<option>b &lt;</option>"]]`},
		{[]string{"template"}, `<td>a</td>`, `<tr><td>a</td></tr>`, `[0,5,["<tr><td>a</td></tr>",-1]]`},
	} {
		in := diff.NewContext(c.in...)
		old, err := diff.ParseIn(in, []byte(c.old))
		require.NoError(t, err)
		fresh, err := diff.ParseIn(in, []byte(c.new))
		require.NoError(t, err)
		compared, patch, err := diff.Compare(old, []byte(c.new))
		require.NoError(t, err, "%v", c.in)
		require.Equal(t, c.patch, string(patch.AppendJSON(nil)))
		applied, err := old.Apply(patch)
		require.NoError(t, err, "%v", c.in)
		for _, s := range []*diff.Snapshot{compared, applied} {
			require.Equal(t, in, s.Context())
			require.NoError(t, diff.CheckEqual(fresh, s))
			require.Equal(t, string(fresh.AppendCanonical(nil)), string(s.AppendCanonical(nil)))
		}
	}
}

// A snapshot from the pool has the Context of its own.
func TestParseIn_ReleasedSnapshot(t *testing.T) {
	for range 10 {
		rows, err := diff.ParseIn(diff.NewContext("tbody"), []byte(`<tr></tr>`))
		require.NoError(t, err)
		rows.Release()
		s := mustParse(t, `<p>a</p>`)
		require.Equal(t, diff.Context{}, s.Context())
		s.Release()
	}
}

func TestContext_IsFlow(t *testing.T) {
	for _, elements := range [][]string{nil, {"div"}, {"table", "tr", "td"}, {"svg", "title"}, {"form", "p"}} {
		require.True(t, diff.NewContext(elements...).IsFlow(), "%v", elements)
	}
	for _, elements := range [][]string{{"tbody"}, {"select"}, {"svg"}, {"math"}, {"textarea"}, {"br"}, {"template"}, {"select", "option"}} {
		require.False(t, diff.NewContext(elements...).IsFlow(), "%v", elements)
	}
}

func TestBuilder_InContext(t *testing.T) {
	b := diff.NewBuilder(diff.NewContext("tbody"))
	require.False(t, b.Start("td", nil))
	require.False(t, b.Text("x"))
	require.True(t, b.Start("tr", nil))
	require.True(t, b.Start("td", nil))
	require.True(t, b.Text("x"))
	require.Equal(t, `<tr><td>x</td></tr>`, string(b.HTML()))
	b = diff.NewBuilder(diff.NewContext("textarea"))
	require.False(t, b.Text("x"))
	require.False(t, b.Start("b", nil))
	require.False(t, b.Comment("x"))
	require.Empty(t, b.HTML())
}
