package diff_test

import (
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Pages that differ in one text are compared without parsing, but only if that is safe.
func TestCompareOneText(t *testing.T) {
	for _, c := range []struct {
		old, new string
		found    bool
	}{
		{`<b>9</b> <output>1000</output>`, `<b>9</b> <output>1001</output>`, true},
		{`<p>9</p>`, `<p>10</p>`, true},
		{`<p>1</p>`, `<p>11</p>`, true},
		{`<p>11</p>`, `<p>1</p>`, true},
		{`<p>a</p>b`, `<p>a</p>cb`, true},
		{`a<p>b</p>`, `ac<p>b</p>`, true},
		{`<p>é1</p>`, `<p>é2</p>`, true},
		{`<p>a</p>`, `<p>a </p>`, true},
		{`<p>a</p>`, `<p> </p>`, true},
		{`a`, `a`, true},
		{`<p></p>`, `<p></p>`, true},
		{``, ``, true},

		{`<p>a</p>`, `<p></p>`, false},
		{`<p></p>`, `<p>a</p>`, false},
		{`<p>a</p><p>b</p>`, `<p>c</p><p>d</p>`, false},
		{`<p>é</p>`, `<p>è</p>`, false},
		{`<p>é</p>`, "<p>\xc3a\xa9</p>", false},
		{`<p>&lt;1</p>`, `<p>&lt;2</p>`, false},
		{`<p>& 1</p>`, `<p>&lt1</p>`, false},
		{`<p>1</p>`, `<p>&lt1</p>`, false},
		{`<p>1 < 2</p>`, `<p>1 <b2</p>`, false},
		{`<p>a</p>`, `<p>a<b></b></p>`, false},
		{`<p class="a">b</p>`, `<p class="c">b</p>`, false},
		{`<p>b</p>`, `<i>b</i>`, false},
		{`<!--a-->`, `<!--b-->`, false},
		{`<!--a-->`, `<!--a-->b`, false},
		{`<script>a</script>`, `<script>b</script>`, false},
		{`<title>a</title>`, `<title>b</title>`, false},
		{"<pre>a\nb</pre>", "<pre>\nb</pre>", false},
		{`<table> <tbody></tbody></table>`, `<table>x<tbody></tbody></table>`, false},
	} {
		old, err := diff.Parse([]byte(c.old))
		require.NoError(t, err)
		require.Equal(t, c.found, diff.OneText(old, []byte(c.new)), "%s → %s", c.old, c.new)
		requireSameResult(t, c.old, c.new)
	}
}

// TestCompare_RandomBytes changes a few bytes at random, in pages where they have many different
// meanings.
func TestCompare_RandomBytes(t *testing.T) {
	pages := []string{
		`<h1>Über 1</h1><p>a &amp; b<br>c</p><!--d--><pre>` + "\n\ne\nf</pre>",
		`<table><tbody> <tr><td>1</td></tr></tbody></table><select><option>a</option></select><textarea>t</textarea>`,
		`<script>if (a<b) {}</script><svg><text>s</text></svg><p>1 < 2, 3 > 2</p>x`,
	}
	pieces := []string{"", "a", "1", " ", "\n", "<", ">", "&", ";", "é", "\xc3", "\xa9", "\x00", "/", "<b>", "</p>", "&lt;", "&lt", "&#0;", "😀"}
	rapid.Check(t, func(t *rapid.T) {
		page := rapid.SampledFrom(pages).Draw(t, "page")
		from := rapid.IntRange(0, len(page)).Draw(t, "from")
		to := from + rapid.IntRange(0, min(3, len(page)-from)).Draw(t, "bytes")
		changed := page[:from] + strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 2).Draw(t, "replacement"), "") + page[to:]
		requireSameResult(t, page, changed)
	})
}

// requireSameResult checks that Compare and Parse agree about b.
func requireSameResult(t require.TestingT, a, b string) {
	old, err := diff.Parse([]byte(a))
	require.NoError(t, err)
	_, parseErr := diff.Parse([]byte(b))
	_, _, compareErr := diff.Compare(old, []byte(b))
	require.Equal(t, parseErr, compareErr, "%q", b)
	if parseErr == nil {
		requireRoundTrip(t, []byte(a), []byte(b))
	}
}
