package diff_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

// Parse accepts whatever is built, and each call that reports true adds to its tree.
func TestBuilder_RandomCalls(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 0))
	names := strings.Fields("div p a b li table tbody tr td select optgroup option template script style noscript iframe textarea title pre " +
		"svg g foreignObject desc title style font math mi mglyph annotation-xml image xmp object param br col h1 h2 form my-el A x\x00y é \xff p>q 1")
	texts := []string{"", " ", "a", "\n", "\nb", "\r\n", "\r", "&amp;", "<b>", "</script>", "</scr", "ipt", "<!--", "<script", "--", ">", "-", "->", "--!>", "<p>", "\x00", "\xed\xa0\x80", `"`, "]]>", "\ufffe"}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	built := 0
	for range scaled(20_000) {
		var b diff.Builder
		depth := 0
		for range r.IntN(30) {
			switch r.IntN(6) {
			case 0, 1:
				var attrs []diff.TagAttribute
				for range r.IntN(3) {
					name := pick([]string{"a", "A", "id", "encoding", "color", "viewbox", "shadowrootmode", "=", "", "a b", "a\rb", "\"", "\x00", "\xff", "xlink:href"})
					attrs = append(attrs, diff.TagAttribute{Name: name, Value: pick(append(texts, "text/html"))})
				}
				if b.Start(pick(names), attrs) {
					depth++
				}
			case 2, 3:
				b.Text(pick(texts))
			case 4:
				b.Comment(pick(texts) + pick(texts))
			case 5:
				if depth > 0 {
					b.End()
					depth--
				}
			}
		}
		html := b.HTML()
		s, err := diff.Parse(html)
		require.NoError(t, err, "%q", html)
		built += s.Len() - 1
	}
	require.Greater(t, built, scaled(20_000))
}

func TestBuilder_LeavesOutWhatParseRejects(t *testing.T) {
	for _, c := range []struct {
		want  string
		build func(b *diff.Builder) bool
	}{
		{"<p></p>", func(b *diff.Builder) bool { b.Start("p", nil); return b.Start("div", nil) }},
		{"<p></p>", func(b *diff.Builder) bool {
			return b.Start("p", []diff.TagAttribute{{Name: "x y"}}) && b.Comment("-->")
		}},
		{"<br>", func(b *diff.Builder) bool { b.Start("br", nil); return b.Text("a") }},
		{"<script></script>", func(b *diff.Builder) bool {
			b.Start("script", nil)
			b.Text("</scr")
			b.Text("ipt>")
			return b.Comment("a")
		}},
		{"<table></table>", func(b *diff.Builder) bool { b.Start("table", nil); return b.Text("a") }},
		{"<noscript></noscript>", func(b *diff.Builder) bool { b.Start("noscript", nil); b.Text("<div>"); return b.Start("p", nil) }},
		{"<pre>\n\na</pre>", func(b *diff.Builder) bool { b.Start("pre", nil); b.Text("\na"); return b.Start("", nil) }},
		{`<p id="a&quot;b&#13;">` + "\ufffdc\ufffd</p>", func(b *diff.Builder) bool {
			b.Start("p", []diff.TagAttribute{{Name: "id", Value: "a\"b\r"}, {Name: "id", Value: "c"}})
			b.Text("\x00c\xff")
			return b.Start("1", nil)
		}},
		{strings.Repeat("<i>", 256) + strings.Repeat("</i>", 256), func(b *diff.Builder) bool {
			for range 256 {
				b.Start("i", nil)
			}
			return b.Start("i", nil)
		}},
	} {
		var b diff.Builder
		require.False(t, c.build(&b), c.want)
		require.Equal(t, c.want, string(b.HTML()))
	}
	require.Panics(t, func() { new(diff.Builder).End() })
}
