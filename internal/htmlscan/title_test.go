package htmlscan

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTitle(t *testing.T) {
	for document, want := range map[string]string{
		`<title>Inbox</title>`:                             "Inbox",
		"<head><TITLE lang=en>\n  A \t B\u00a0\n</TITLE >": "A B\u00a0",
		`<!-- <title>no</title> --><title>yes</title>`:     "yes",
		`<title>a &lt;b&gt; &amp; <!-- c --></title>`:      "a <b> & <!-- c -->",
		`<title>first</title><svg><title>x</title></svg>`:  "first",
		`<title></title>`:                                  "",
		"<title>עברית \u200f(2) · חנות</title>":            "עברית \u200f(2) · חנות",
	} {
		got, ok := Title([]byte(document))
		require.True(t, ok, document)
		require.Equal(t, want, got, document)
	}
	for _, document := range []string{``, `<title>`, `<titles>x</titles>`, `<p>title</p>`} {
		_, ok := Title([]byte(document))
		require.False(t, ok, document)
	}
}
