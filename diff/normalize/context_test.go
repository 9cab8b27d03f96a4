package normalize_test

import (
	"fmt"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/diff/testdata/markup"
	"github.com/stretchr/testify/require"
)

func TestHTMLIn(t *testing.T) {
	for _, c := range []struct {
		in        []string
		src, want string
	}{
		{[]string{"div"}, `<p>a<p>b`, `<p>a</p><p>b</p>`},
		{[]string{"tbody"}, `<tr><td>a<tr><td>b`, `<tr><td>a</td></tr><tr><td>b</td></tr>`},
		{[]string{"tbody"}, `<td>a`, `<tr><td>a</td></tr>`},
		{[]string{"tbody"}, `text<p>x</p><tr></tr>`, `<tr></tr>`},
		{[]string{"tbody"}, `</table><tr></tr>`, `<tr></tr>`},
		{[]string{"tr"}, `<td>a<td>b`, `<td>a</td><td>b</td>`},
		{[]string{"select"}, `<option>a<option>b<p>`, `<option>a</option><option>b</option>`},
		{[]string{"svg", "g"}, `<path><circle/>`, `<path><circle></circle></path>`},
		{[]string{"svg", "g"}, `<p>a</p>`, `a`},
		{[]string{"form", "div"}, `<form><b>a</b></form>`, `<b>a</b>`},
		{[]string{"p"}, `<div>a</div>`, `a`},
		{[]string{"template"}, `<td>a</td>`, `<td>a</td>`},
		{[]string{"textarea"}, `<b>a</b>`, ``},
		{[]string{"br"}, `a`, ``},
	} {
		in := diff.NewContext(c.in...)
		got := normalize.HTMLIn(in, []byte(c.src))
		require.Equal(t, c.want, string(got), "%v %s", c.in, c.src)
	}
}

// Whatever the root is, the result is valid there, and is not changed by normalizing it again.
func TestHTMLIn_Corpus(t *testing.T) {
	cases, err := markup.Cases()
	require.NoError(t, err)
	for _, elements := range [][]string{
		{"tbody"}, {"table"}, {"tr"}, {"colgroup"}, {"ul"}, {"li"}, {"select"}, {"select", "optgroup"}, {"select", "option"}, {"svg", "g"},
		{"svg", "foreignobject"}, {"math"}, {"math", "mi"}, {"template"}, {"form", "a", "button", "p"}, {"textarea"},
	} {
		in := diff.NewContext(elements...)
		for _, c := range cases {
			out := normalize.HTMLIn(in, []byte(c.HTML))
			_, err := diff.ParseIn(in, out)
			require.NoError(t, err, "%v %s: %s became %s", elements, c, c.HTML, out)
			require.Equal(t, string(out), string(normalize.HTMLIn(in, out)), "%v %s", elements, c)
		}
	}
}

// What is in a leaf is normalized like the rest.
func TestHTML_Leaf(t *testing.T) {
	src := `<div live-update="ignore"><p>a<p>b<b></div><p live-root=1>c<div>d</div>`
	out := normalize.HTML([]byte(src))
	s, err := diff.Parse(out)
	require.NoError(t, err, "%s", out)
	require.Equal(t, `<div live-update="ignore"></div>`, string(s.AppendCanonical(nil))[:len(`<div live-update="ignore"></div>`)])
}

func ExampleHTMLIn() {
	fmt.Printf("%s\n", normalize.HTMLIn(diff.NewContext("tbody"), []byte(`<tr><td>one<tr><td>two`)))
	// Output: <tr><td>one</td></tr><tr><td>two</td></tr>
}
