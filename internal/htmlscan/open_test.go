package htmlscan

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestOpenElements(t *testing.T) {
	for html, want := range map[string]string{
		``:                            "",
		`text`:                        "",
		`<p>`:                         "p",
		`<p></p>`:                     "",
		`<ul id="a"><li>one<li>two`:   "ul li li",
		`<ul><li>one</ul><b>`:         "b",
		`<div><br><img src=x><i/>`:    "div",
		`<div><!-- <p> --><em>`:       "div em",
		`<div><!-- <p>`:               "div",
		`<div></p></span><em>`:        "div em",
		`<div><script>"<p>"`:          "div script",
		`<div><script>"<p>"</script>`: "div",
		`<div><p class="x" class=`:    "div p",
		`<div><p class="x`:            "div p",
		`<div><input "`:               "div input",
		`<div>a < b <`:                "div",
		`<div><?xml?><p>`:             "div p",
	} {
		var names []string
		for _, e := range OpenElements([]byte(html)) {
			names = append(names, e.Name)
		}
		require.Equal(t, want, strings.Join(names, " "), html)
	}
	require.Equal(t, "a", OpenElements([]byte(`<ul class=b id="a"><li>`))[0].Attr("id"))
}

// Scanning ends, and takes linear time, for any input.
func FuzzOpenElements(f *testing.F) {
	f.Add([]byte(`<ul id="a"><li>one<!-- --></ul><br/><script>x</script><p "`))
	f.Fuzz(func(t *testing.T, html []byte) { OpenElements(html) })
}

func TestRoots(t *testing.T) {
	for html, want := range map[string]string{
		"":                                    "",
		" <p>a</p>\n":                         "<p>",
		`<li id="a">a</li> <li class="x y"/>`: `<li id="a">, <li class="x y">`,
		"a <b>b</b> c<!-- d --><br>":          `text "a", <b>, text "c", a comment, <br>`,
		"<p>":                                 "invalid",
		"<p></p></p>":                         "invalid",
		`<p a="1"b>`:                          "invalid",
	} {
		roots, ok := Roots([]byte(html))
		got := strings.Join(roots, ", ")
		if !ok {
			got = "invalid"
		}
		require.Equal(t, want, got, html)
	}
}
