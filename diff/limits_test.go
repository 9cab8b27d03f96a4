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

// numbers are the rows' numbers, changed.
func numbers(change func(list []int) []int) []int {
	list := make([]int, 1000)
	for i := range list {
		list[i] = i + 1
	}
	return change(list)
}

func tableOf(list []int) []byte {
	return table(len(list), list, label)
}

// TestPatchBytes is what the wire carries: the ops as JSON.
func TestPatchBytes(t *testing.T) {
	swapped := numbers(func(l []int) []int { l[1], l[998] = l[998], l[1]; return l })
	removed := numbers(func(l []int) []int { return append(l[:499:499], l[500:]...) })
	appended := numbers(func(l []int) []int { return append(l, 1001) })
	all := numbers(func(l []int) []int { return l })
	var newRow bytes.Buffer
	row(&newRow, 1001, label(1001))
	for _, c := range []struct {
		name     string
		old, new []byte
		limit    int
	}{
		{"counter", fmt.Appendf(nil, counter, 1000), fmt.Appendf(nil, counter, 1001), 12},
		{"every tenth label", tableOf(all), table(1000, all, everyTenth), 1 + 100*12},
		{"swap rows 2 and 999", tableOf(all), tableOf(swapped), 23},
		{"remove row 500", tableOf(all), tableOf(removed), 14},
		{"append a row", tableOf(all), tableOf(appended), len(`[4,5,[1000,""]]`) + newRow.Len() + bytes.Count(newRow.Bytes(), []byte(`"`))},
		{"clear", tableOf(all), tableOf(nil), 13},
		{"ten cards of a hundred", cards(100, 100), cards(100, 217), 311},
	} {
		t.Run(c.name, func(t *testing.T) {
			patch := requireFaithful(t, c.old, c.new)
			require.LessOrEqual(t, len(patch.AppendJSON(nil)), c.limit, "%s", patch.AppendJSON(nil))
		})
	}
}

// TestAllocations: comparing allocates the patch and nothing else: its ops, its lists and its text.
func TestAllocations(t *testing.T) {
	all := numbers(func(l []int) []int { return l })
	shuffled := numbers(func(l []int) []int {
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
		{"every tenth label", tableOf(all), table(1000, all, everyTenth), 2},
		{"shuffle", tableOf(all), tableOf(shuffled), 2},
		{"fill", tableOf(nil), tableOf(all), 3},
		{"clear", tableOf(all), tableOf(nil), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, err := diff.Parse(c.old)
			require.NoError(t, err)
			compare := func() {
				s, _, err := diff.Compare(old, c.new)
				if err != nil {
					panic(err)
				}
				s.Release()
			}
			require.LessOrEqual(t, fewest(compare), c.limit)
		})
	}
	t.Run("parse", func(t *testing.T) {
		html := tableOf(all)
		require.Zero(t, fewest(func() {
			s, err := diff.Parse(html)
			if err != nil {
				panic(err)
			}
			s.Release()
		}))
	})
	t.Run("json", func(t *testing.T) {
		patch := requireFaithful(t, tableOf(all), table(1000, all, everyTenth))
		buf := patch.AppendJSON(nil)
		require.Zero(t, testing.AllocsPerRun(10, func() { buf = patch.AppendJSON(buf[:0]) }))
	})
}

// fewest is the fewest allocations of several runs: the race detector makes pools forget at random.
func fewest(f func()) float64 {
	least := testing.AllocsPerRun(1, f)
	for range 50 {
		least = min(least, testing.AllocsPerRun(1, f))
	}
	return least
}

// nested is n elements in each other around core, each with siblings before and after.
func nested(n int, before, core, after string) string {
	return strings.Repeat("<div>"+before, n) + core + strings.Repeat(after+"</div>", n)
}

func rowsOf(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestCost counts the bytes that a comparison looks at: at most 64 for each that there is, whatever they are.
func TestCost(t *testing.T) {
	same := strings.Repeat("<li>x</li>", 5000)
	wide := `<p ` + rowsOf(3000, ` a%d="x"`) + `>`
	long := strings.Repeat("x", 50_000)
	for _, c := range []struct{ name, old, new string }{
		{"one text at depth 15", nested(15, "<p>some text</p>", long+"a", "<p>after</p>"), nested(15, "<p>some text</p>", long+"b", "<p>after</p>")},
		{"one text at depth 250", nested(250, "", long+"a", ""), nested(250, "", long+"b", "")},
		{"one text at depth 250 with siblings", nested(250, "<p>some text</p>", long+"a", "<p>after</p>"), nested(250, "<p>some text</p>", long+"b", "<p>after</p>")},
		{"each level at depth 250", nested(250, "<p>some text</p>", "a", "<p>after</p>"), nested(250, "<p>other text</p>", "b", "<p>before</p>")},
		{"each level longer at depth 250", nested(250, "<p>a</p>", long, "<p>b</p>"), nested(250, "<p>a</p><p>b</p>", long, "")},
		{"each level moved at depth 250", nested(250, "<p>a</p><i>b</i>", long, ""), nested(250, "<i>b</i><p>a</p>", long, "")},
		{"each level shifted at depth 250", nested(250, "<div>a</div>", long, "<div>b</div>"), nested(250, "<div>b</div><div>c</div>", long, "<div>a</div>")},
		{"deep, one element around", nested(200, "", long, ""), nested(201, "", long, "")},
		{"rows all the same, one more", same, same + "<li>x</li>"},
		{"rows all the same, one changed", same, same[:20_000] + "<li>y</li>" + same[20_010:]},
		{"rows all the same, nested", nested(100, same[:500], "a", same[:500]), nested(100, same[:490], "b", same[:510])},
		{"rotated", rowsOf(5000, "<li>%d</li>"), strings.TrimPrefix(rowsOf(5000, "<li>%d</li>"), "<li>0</li>") + "<li>0</li>"},
		{"rotated, with keys", rowsOf(5000, "<li id=%d>x</li>"), strings.TrimPrefix(rowsOf(5000, "<li id=%d>x</li>"), "<li id=0>x</li>") + "<li id=0>x</li>"},
		{"duplicate keys", rowsOf(5000, "<li id=a>%d</li>"), rowsOf(6000, "<li id=a>%d!</li>")},
		{"many of one key, few before", "<div id=a>" + rowsOf(5000, "<p id=k%d></p>") + "</div>", rowsOf(5000, "<div id=a><p id=x%d></p></div>")},
		{"many attributes", wide + "a</p>", wide[:len(wide)-1] + " b>a</p>"},
		{"many attributes in another order", wide + "a</p>", `<p ` + rowsOf(3000, ` b%d="x"`) + `>a</p>`},
		{"a long tag among many elements", `<div title="` + long + `" id=a></div>`, rowsOf(5000, "<div id=b%d></div>")},
		{"a long name among many elements", `<x` + long + `></x` + long + `>`, rowsOf(5000, "<x%d></x%[1]d>")},
		{"a long tag among 500 elements", `<div title="` + long + `" id=a></div>`, rowsOf(500, "<div id=b%d></div>")},
		{"a long name among 500 elements", `<x` + long + `></x` + long + `>`, rowsOf(500, "<x%d></x%[1]d>")},
		{"a long value that changed", `<p title="` + long + `a"></p>`, `<p title="` + long + `b"></p>`},
		{"long classes", `<p class="` + rowsOf(9000, "a%d ") + `"></p>`, `<p class="` + rowsOf(9000, "b%d ") + `"></p>`},
		{"many texts", rowsOf(5000, "a%d<br>"), rowsOf(5000, "b%d<br>")},
		{"many comments", rowsOf(5000, "<!--a%d-->"), rowsOf(4000, "<!--b%d-->")},
		{"many references", strings.Repeat("&lt;", 20_000), strings.Repeat("&lt;", 19_999) + "&gt;"},
		{"ampersands", strings.Repeat("&", 50_000) + "a", strings.Repeat("&", 50_000) + "b"},
		{"less-than signs", strings.Repeat("<<", 50_000) + "1", strings.Repeat("<<", 50_000) + "2"},
		{"raw text with less-than signs", "<script>" + strings.Repeat("</scrip", 20_000) + "a</script>", "<script>" + strings.Repeat("</scrip", 20_000) + "b</script>"},
		{"a template", "<template>" + rowsOf(5000, "<tr><td>%d</td></tr>") + "</template>", "<template>" + rowsOf(5000, "<tr><td>%d!</td></tr>") + "</template>"},
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
	cost, err := diff.Cost(old, []byte(b))
	require.NoError(t, err)
	require.LessOrEqual(t, cost, 64*(len(a)+len(b)))
	t.Logf("%d bytes looked at, %.1f for each", cost, float64(cost)/float64(len(a)+len(b)))
	requireFaithful(t, []byte(a), []byte(b))
}
