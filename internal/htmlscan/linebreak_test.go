package htmlscan_test

import (
	"testing"

	"github.com/lively-go/lively/internal/htmlscan"

	"github.com/stretchr/testify/require"
)

func TestAddLineFeeds(t *testing.T) {
	for html, want := range map[string]string{
		"":                              "",
		"<pre>a</pre>":                  "<pre>a</pre>",
		"<pre>\na</pre>":                "<pre>\n\na</pre>",
		"<pre>\n\na</pre><p>\nb</p>":    "<pre>\n\n\na</pre><p>\nb</p>",
		"<pre>\r\na</pre>":              "<pre>\n\r\na</pre>",
		"<pre class='>' id=a>\na</pre>": "<pre class='>' id=a>\n\na</pre>",
		"<pre><b>\na</b></pre>":         "<pre><b>\na</b></pre>",
		"<pre><!---->\na</pre>":         "<pre><!---->\na</pre>",
		"<prefix-a>\na</prefix-a>":      "<prefix-a>\na</prefix-a>",
		"<textarea>\n</textarea>":       "<textarea>\n\n</textarea>",
		"<textarea name=a>\n\n<pre>\n</textarea><pre>\n</pre>": "<textarea name=a>\n\n\n<pre>\n</textarea><pre>\n\n</pre>",

		// These only look like start tags.
		"<!-- <pre>\n --><script>'<pre>\n'</script><p title='<pre>\n'>a < b</p>": "<!-- <pre>\n --><script>'<pre>\n'</script><p title='<pre>\n'>a < b</p>",
		"<title><pre>\n</title><pre>\n</pre>":                                    "<title><pre>\n</title><pre>\n\n</pre>",
		"a < b <pre>\n":                                                          "a < b <pre>\n\n",

		// Malformed markup is not changed after the error.
		"<pre>\na</pre><p class=>\n<pre>\n": "<pre>\n\na</pre><p class=>\n<pre>\n",
		"<pre>\n<!-- <pre>\n":               "<pre>\n\n<!-- <pre>\n",
		"<pre>\n<":                          "<pre>\n\n<",
	} {
		require.Equal(t, want, string(htmlscan.AddLineFeeds([]byte(html))), "%q", html)
	}
}

func TestAddLineFeeds_KeepsSlice(t *testing.T) {
	html := []byte("<pre>a</pre><textarea>b\n</textarea>")
	allocs := testing.AllocsPerRun(10, func() { htmlscan.AddLineFeeds(html) })
	require.Zero(t, allocs)
}
