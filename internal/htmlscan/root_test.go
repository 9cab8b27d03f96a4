package htmlscan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lively-go/lively/internal/htmlscan"

	"github.com/stretchr/testify/require"
)

func TestRoot(t *testing.T) {
	for _, c := range []struct {
		html string
		at   int
		err  string
	}{
		{"", 0, ""},
		{" \r\n", 0, ""},
		{"<p>a</p>", 2, ""},
		{"\n <my-row id='>' class=a><my-row></my-row></my-row> ", 9, ""},
		{"<br>", 3, ""},
		{"<input value='<br>'/>\n", 6, ""},
		{"<svg/>", 4, ""},
		{"<textarea></p></textarea>", 9, ""},
		{"<div><script>'</div>'</script><!-- </div> --></div>", 4, ""},
		{`<div title="</div><div>">a < b</div>`, 4, ""},
		{"<div><div></div></div>", 4, ""},
		{"<li>a</li><li>b</li>", 3, `not a single root element: "<li>b</li>" outside <li>`},
		{"<li>a</li> b", 3, `not a single root element: "b" outside <li>`},
		{"<li>a</li><!-- b -->", 3, `not a single root element: "<!-- b -->" outside <li>`},
		{"a", 0, `not a single root element: "a"`},
		{"<!-- a --><p></p>", 0, `not a single root element: "<!-- a --><p></p>"`},
		{"<p>", 2, "not a single root element: <p> is not closed"},
		{"<p", 2, "not a single root element: <p> is not closed"},
		{"<p><!-- ", 2, "not a single root element: <p> is not closed"},
		{"<p></p", 2, "not a single root element: <p> is not closed"},
	} {
		at, err := htmlscan.Root([]byte(c.html))
		if c.err != "" {
			require.EqualError(t, err, c.err)
			continue
		}
		require.NoError(t, err, c.html)
		require.Equal(t, c.at, at, c.html)
	}
}

// The lists of names and the switches that recognize them must agree.
func TestRoot_VoidAndTextElements(t *testing.T) {
	for name := range strings.FieldsSeq(htmlscan.VoidElements) {
		at, err := htmlscan.Root([]byte("<" + name + ">"))
		require.NoError(t, err, name)
		require.Equal(t, 1+len(name), at)
	}
	for name := range strings.FieldsSeq(htmlscan.RawElements + " " + htmlscan.RCDATAElements) {
		_, err := htmlscan.Root(fmt.Appendf(nil, "<%s><%[1]s></%[1]s>", name))
		require.NoError(t, err, name)
	}
}

func ExampleRoot() {
	html := []byte("<p>text</p>\n")
	at, err := htmlscan.Root(html)
	fmt.Printf("%s id=%q%s", html[:at], "a", html[at:])
	fmt.Println(err)
	_, err = htmlscan.Root([]byte("<p>text</p> more text"))
	fmt.Println(err)
	// Output:
	// <p id="a">text</p>
	// <nil>
	// not a single root element: "more text" outside <p>
}
