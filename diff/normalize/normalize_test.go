package normalize_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/diff/testdata/markup"
	"github.com/stretchr/testify/require"
)

func ExampleHTML() {
	fmt.Printf("%s", normalize.HTML([]byte("<table><tr><td>1<td>2</table>")))
	// Output: <table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>
}

// Parse builds the same tree as an independent parser from markup that it accepts.
func TestParse_AgreesWithOracle(t *testing.T) {
	for _, c := range corpus(t) {
		if !c.Rejected {
			requireOracle(t, c.String(), []byte(c.HTML))
		}
	}
}

func TestHTML_FixesRejectedMarkup(t *testing.T) {
	for _, c := range corpus(t) {
		requireNormal(t, c.String(), normalize.HTML([]byte(c.HTML)))
	}
}

// HTML may change the spelling of markup that Parse accepts, but not its tree.
func TestHTML_KeepsAcceptedMarkup(t *testing.T) {
	for _, c := range corpus(t) {
		before, err := diff.Parse([]byte(c.HTML))
		if err != nil || oracleErrs.MatchString(c.HTML) {
			continue
		}
		after, err := diff.Parse(normalize.HTML([]byte(c.HTML)))
		require.NoError(t, err, c)
		require.Equal(t, string(before.AppendCanonical(nil)), string(after.AppendCanonical(nil)), c)
	}
}

// Parts that markup cannot express or that browsers disagree about are removed. Visible text stays
// where possible.
func TestHTML_RemovesInvalidParts(t *testing.T) {
	for src, want := range map[string]string{
		`<table><form><tr><td><input></td></tr></form></table>`:          `<table><tbody><tr><td><input></td></tr></tbody></table>`,
		`<select><option><b>a</b> b<script>1</script></option></select>`: `<select><option>a b</option></select>`,
		`<xmp>a<b></xmp><noembed>c</noembed>`:                            `<pre>a&lt;b&gt;</pre>`,
		`<p class="a"">b</p>`:                                            `<p class="a">b</p>`,
		`<b a=2 a=1>c<p a=2 a=1>d</p></b>`:                               `<b a="2">c<p a="2">d</p></b>`,
		`a<!-- b <!-- c -->d`:                                            `ad`,
		`<svg><section>a</section><g/></svg>`:                            `<svg>a<g></g></svg>`,
		`<!-- --&gt;<script>alert(1)</script> -->`:                       `<!-- --&gt;<script>alert(1)</script> -->`,
		strings.Repeat("<i>", 300) + "x":                                 strings.Repeat("<i>", 256) + "x" + strings.Repeat("</i>", 256),
	} {
		require.Equal(t, want, string(normalize.HTML([]byte(src))), src)
	}
}

// Random markup is either parsed like the oracle does, or rejected and then normalized.
func TestRandomMarkup(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	count, accepted := 5000, 0
	if testing.Short() {
		count = 500
	}
	for range count {
		src := []byte(markup.Random(r))
		requireOracle(t, "random", src)
		if _, err := diff.Parse(src); err == nil {
			accepted++
			continue
		}
		requireNormal(t, "random", normalize.HTML(src))
	}
	require.Greater(t, accepted, count/10)
}

func FuzzParse(f *testing.F) {
	for _, c := range corpus(f) {
		f.Add([]byte(c.HTML))
	}
	f.Fuzz(func(t *testing.T, src []byte) { requireOracle(t, "input", src) })
}

func FuzzHTML(f *testing.F) {
	for _, c := range corpus(f) {
		f.Add([]byte(c.HTML))
	}
	f.Fuzz(func(t *testing.T, src []byte) { requireNormal(t, "input", normalize.HTML(src)) })
}

func corpus(t testing.TB) []markup.Case {
	cases, err := markup.Cases()
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	return cases
}

// requireOracle requires that Parse rejects src or results in the tree of the oracle.
func requireOracle(t *testing.T, name string, src []byte) {
	s, err := diff.Parse(src)
	if err != nil {
		require.ErrorAs(t, err, new(*diff.SyntaxError), name)
		return
	}
	if oracleErrs.Match(src) {
		return
	}
	want, err := oracle(src)
	require.NoError(t, err, name)
	require.Equal(t, want, string(s.AppendCanonical(nil)), "%s: %q", name, src)
}

// requireNormal requires that Parse accepts src with the tree of the oracle, and that HTML does not
// change it.
func requireNormal(t *testing.T, name string, src []byte) {
	_, err := diff.Parse(src)
	require.NoError(t, err, "%s: %s", name, src)
	requireOracle(t, name, src)
	require.Equal(t, string(src), string(normalize.HTML(src)), name)
}

// BenchmarkHTML normalizes a hundred dashboard cards: valid ones, ones with missing end tags, and
// ones with a part that must be removed.
func BenchmarkHTML(b *testing.B) {
	for name, card := range map[string]string{
		"strict":  `<div class="card"><h2>Title</h2><ul><li>one &amp; two</li><li>three</li></ul><table><tbody><tr><td>4</td></tr></tbody></table></div>`,
		"lenient": `<div class="card"><h2>Title</h2><ul><li>one &amp; two<li>three</ul><table><tr><td>4</table></div>`,
		"invalid": `<div class="card"><h2>Title</h2><ul><li>one &amp; two<li>three</ul><table><form><tr><td>4</form></table></div>`,
	} {
		src := []byte(strings.Repeat(card, 100))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				normalize.HTML(src)
			}
		})
		if name == "strict" {
			b.Run("strict with Parse", func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(src)))
				for b.Loop() {
					s, err := diff.Parse(src)
					require.NoError(b, err)
					s.Release()
				}
			})
		}
	}
}
