package diff_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lively-go/lively/diff"

	"github.com/stretchr/testify/require"
)

const counter = `<button live-click="counter.Add?by=-1">-</button> <output>%d</output> <button live-click="counter.Add?by=1">+</button>`

// rowIDs returns the row numbers from 1 to 1,000, modified by change.
func rowIDs(change func(list []int) []int) []int {
	list := make([]int, 1000)
	for i := range list {
		list[i] = i + 1
	}
	return change(list)
}

func tableOf(list []int) []byte {
	return table(len(list), list, label)
}

// TestCompare_PatchSize limits the size of patches in JSON.
func TestCompare_PatchSize(t *testing.T) {
	swapped := rowIDs(func(l []int) []int { l[1], l[998] = l[998], l[1]; return l })
	removed := rowIDs(func(l []int) []int { return append(l[:499:499], l[500:]...) })
	appended := rowIDs(func(l []int) []int { return append(l, 1001) })
	all := rowIDs(func(l []int) []int { return l })
	var newRow bytes.Buffer
	row(&newRow, 1001, label(1001))
	for _, c := range []struct {
		name     string
		old, new []byte
		limit    int
	}{
		{"counter", fmt.Appendf(nil, counter, 1000), fmt.Appendf(nil, counter, 1001), 12},
		{"every tenth label", tableOf(all), table(1000, all, withEveryTenthChanged), 1 + 100*12},
		{"swap rows 2 and 999", tableOf(all), tableOf(swapped), 23},
		{"remove row 500", tableOf(all), tableOf(removed), 14},
		{"append a row", tableOf(all), tableOf(appended), len(`[4,5,[1000,""]]`) + newRow.Len() + bytes.Count(newRow.Bytes(), []byte(`"`))},
		{"clear", tableOf(all), tableOf(nil), 13},
		{"10 of 100 cards", cards(100, 100), cards(100, 217), 311},
	} {
		t.Run(c.name, func(t *testing.T) {
			patch := requireRoundTrip(t, c.old, c.new)
			require.LessOrEqual(t, len(patch.AppendJSON(nil)), c.limit, "%s", patch.AppendJSON(nil))
		})
	}
	t.Run("append a row as a copy", func(t *testing.T) {
		patch := requireRoundTripWith(t, diff.Options{Copy: true}, tableOf(all), tableOf(appended))
		require.LessOrEqual(t, len(patch.AppendJSON(nil)), 144, "%s", patch.AppendJSON(nil))
	})
}

// TestCompare_Allocations checks that Compare allocates only the parts of the patch: its ops, its
// lists and its text.
func TestCompare_Allocations(t *testing.T) {
	all := rowIDs(func(l []int) []int { return l })
	shuffled := rowIDs(func(l []int) []int {
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
		return l
	})
	for _, c := range []struct {
		name     string
		old, new []byte
		limit    float64
	}{
		{"same", tableOf(all), tableOf(all), 0},
		{"counter", fmt.Appendf(nil, counter, 1000), fmt.Appendf(nil, counter, 1001), 2},
		{"every tenth label", tableOf(all), table(1000, all, withEveryTenthChanged), 2},
		{"shuffle", tableOf(all), tableOf(shuffled), 2},
		{"fill", tableOf(nil), tableOf(all), 3},
		{"append a row", tableOf(all), tableOf(rowIDs(func(l []int) []int { return append(l, 1001) })), 5},
		{"clear", tableOf(all), tableOf(nil), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, err := diff.Parse(c.old)
			require.NoError(t, err)
			compare := func() {
				s, _, err := diff.Options{Copy: true}.Compare(old, c.new)
				if err != nil {
					panic(err)
				}
				s.Release()
			}
			require.LessOrEqual(t, minAllocs(c.limit, compare), c.limit)
		})
	}
	t.Run("Parse", func(t *testing.T) {
		html := tableOf(all)
		require.Zero(t, minAllocs(0, func() {
			s, err := diff.Parse(html)
			if err != nil {
				panic(err)
			}
			s.Release()
		}))
	})
	t.Run("AppendJSON", func(t *testing.T) {
		patch := requireRoundTrip(t, tableOf(all), table(1000, all, withEveryTenthChanged))
		buf := patch.AppendJSON(nil)
		require.Zero(t, testing.AllocsPerRun(10, func() { buf = patch.AppendJSON(buf[:0]) }))
	})
}

// minAllocs returns the fewest allocations of up to 50 runs, because the race detector empties
// pools at random. It stops as soon as a run allocates no more than limit.
func minAllocs(limit float64, f func()) float64 {
	least := testing.AllocsPerRun(1, f)
	for i := 0; i < 50 && least > limit; i++ {
		least = min(least, testing.AllocsPerRun(1, f))
	}
	return least
}

// nested returns n nested elements around core, each with siblings before and after.
func nested(n int, before, core, after string) string {
	return strings.Repeat("<div>"+before, n) + core + strings.Repeat(after+"</div>", n)
}

func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// scaled returns n, or a tenth of it with -short.
func scaled(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// TestCompare_Cost limits the number of bytes that a comparison inspects to 64 per input byte, for
// any input.
func TestCompare_Cost(t *testing.T) {
	same := strings.Repeat("<li>x</li>", scaled(5000))
	changed := scaled(20_000) // offset of a row
	wide := `<p ` + repeat(scaled(3000), ` a%d="x"`) + `>`
	long := strings.Repeat("x", scaled(50_000))
	large := `<div id="a">` + repeat(scaled(20), "<i>%d</i>")
	row := `<div id=b><b>%d</b><i>` + repeat(20, "<u>%d</u>") + `</i></div>`
	for _, c := range []struct{ name, old, new string }{
		{"one text at depth 15", nested(15, "<p>some text</p>", long+"a", "<p>after</p>"), nested(15, "<p>some text</p>", long+"b", "<p>after</p>")},
		{"one text at depth 250", nested(250, "", long+"a", ""), nested(250, "", long+"b", "")},
		{"one text at depth 250 with siblings", nested(250, "<p>some text</p>", long+"a", "<p>after</p>"), nested(250, "<p>some text</p>", long+"b", "<p>after</p>")},
		{"each level at depth 250", nested(250, "<p>some text</p>", "a", "<p>after</p>"), nested(250, "<p>other text</p>", "b", "<p>before</p>")},
		{"each level longer at depth 250", nested(250, "<p>a</p>", long, "<p>b</p>"), nested(250, "<p>a</p><p>b</p>", long, "")},
		{"each level moved at depth 250", nested(250, "<p>a</p><i>b</i>", long, ""), nested(250, "<i>b</i><p>a</p>", long, "")},
		{"each level shifted at depth 250", nested(250, "<div>a</div>", long, "<div>b</div>"), nested(250, "<div>b</div><div>c</div>", long, "<div>a</div>")},
		{"one more level at depth 200", nested(200, "", long, ""), nested(201, "", long, "")},
		{"equal rows, one appended", same, same + "<li>x</li>"},
		{"equal rows, one changed", same, same[:changed] + "<li>y</li>" + same[changed+10:]},
		{"equal rows, nested", nested(100, same[:500], "a", same[:500]), nested(100, same[:490], "b", same[:510])},
		{"rotated", repeat(scaled(5000), "<li>%d</li>"), strings.TrimPrefix(repeat(scaled(5000), "<li>%d</li>"), "<li>0</li>") + "<li>0</li>"},
		{"rotated keys", repeat(scaled(5000), "<li id=%d>x</li>"), strings.TrimPrefix(repeat(scaled(5000), "<li id=%d>x</li>"), "<li id=0>x</li>") + "<li id=0>x</li>"},
		{"duplicate keys", repeat(scaled(5000), "<li id=a>%d</li>"), repeat(scaled(6000), "<li id=a>%d!</li>")},
		{"many elements with one key", "<div id=a>" + repeat(scaled(5000), "<p id=k%d></p>") + "</div>", repeat(scaled(5000), "<div id=a><p id=x%d></p></div>")},
		{"many attributes", wide + "a</p>", wide[:len(wide)-1] + " b>a</p>"},
		{"many new attributes", wide + "a</p>", `<p ` + repeat(scaled(3000), ` b%d="x"`) + `>a</p>`},
		{"long tag, then many elements", `<div title="` + long + `" id=a></div>`, repeat(scaled(5000), "<div id=b%d></div>")},
		{"long name, then many elements", `<x` + long + `></x` + long + `>`, repeat(scaled(5000), "<x%d></x%[1]d>")},
		{"long tag, then 500 elements", `<div title="` + long + `" id=a></div>`, repeat(500, "<div id=b%d></div>")},
		{"long name, then 500 elements", `<x` + long + `></x` + long + `>`, repeat(500, "<x%d></x%[1]d>")},
		{"long value changed", `<p title="` + long + `a"></p>`, `<p title="` + long + `b"></p>`},
		{"long classes", `<p class="` + repeat(scaled(9000), "a%d ") + `"></p>`, `<p class="` + repeat(scaled(9000), "b%d ") + `"></p>`},
		{"many texts", repeat(scaled(5000), "a%d<br>"), repeat(scaled(5000), "b%d<br>")},
		{"many comments", repeat(scaled(5000), "<!--a%d-->"), repeat(scaled(4000), "<!--b%d-->")},
		{"many references", strings.Repeat("&lt;", scaled(20_000)), strings.Repeat("&lt;", scaled(20_000)-1) + "&gt;"},
		{"ampersands", strings.Repeat("&", scaled(50_000)) + "a", strings.Repeat("&", scaled(50_000)) + "b"},
		{"less-than signs", strings.Repeat("<<", scaled(50_000)) + "1", strings.Repeat("<<", scaled(50_000)) + "2"},
		{"raw text with less-than signs", "<script>" + strings.Repeat("</scrip", scaled(20_000)) + "a</script>", "<script>" + strings.Repeat("</scrip", scaled(20_000)) + "b</script>"},
		{"many rows like the one before", large + "</div>", large + "</div>" + repeat(scaled(5000), `<div id="a%d"><i>`+strings.Repeat("x", 100)+"</i>%[1]d</div>")},
		{"a row between each two", repeat(scaled(3000), row), repeat(2*scaled(3000), strings.ReplaceAll(row, "=b", "=b%[1]d"))},
		{"template", "<template>" + repeat(scaled(5000), "<tr><td>%d</td></tr>") + "</template>", "<template>" + repeat(scaled(5000), "<tr><td>%d!</td></tr>") + "</template>"},
	} {
		t.Run(c.name, func(t *testing.T) {
			requireCost(t, c.old, c.new)
			requireCost(t, c.new, c.old)
		})
	}
}

func requireCost(t *testing.T, a, b string) {
	old, err := diff.Parse([]byte(a))
	require.NoError(t, err)
	cost, err := diff.Options{Copy: true}.Cost(old, []byte(b))
	require.NoError(t, err)
	require.LessOrEqual(t, cost, 64*(len(a)+len(b)))
	t.Logf("inspected %d bytes, %.1f per input byte", cost, float64(cost)/float64(len(a)+len(b)))
	requireRoundTrip(t, []byte(a), []byte(b))
}
