package diff_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/lively-go/lively/diff"
)

// table returns a page with n rows, each with a key, a label and two links. With 1,000 rows it is
// the table of js-framework-benchmark, 254 KB.
func table(n int, list []int, label func(i int) string) []byte {
	var b bytes.Buffer
	b.WriteString(`<div class="container"><h1>Rows</h1><table class="table table-hover table-striped test-data"><tbody>`)
	for _, id := range list[:n] {
		row(&b, id, label(id))
	}
	b.WriteString(`</tbody></table></div>`)
	return b.Bytes()
}

func row(b *bytes.Buffer, id int, label string) {
	fmt.Fprintf(b, `<tr id="row-%d" class=""><td class="col-md-1">%d</td><td class="col-md-4"><a class="lbl" live-click="table.Select?id=%d">%s</a></td>`+
		`<td><a class="remove" live-click="table.Remove?id=%d"><span class="icon"></span></a></td></tr>`, id, id, id, label, id)
}

func label(i int) string { return fmt.Sprintf("pretty red table %d", i) }

// withEveryTenthChanged returns a new label for every tenth row.
func withEveryTenthChanged(i int) string {
	if i%10 == 1 {
		return label(i) + " !!!"
	}
	return label(i)
}

// cards returns a dashboard of n cards, of which every tenth shows the given figure.
func cards(n, figure int) []byte {
	var b bytes.Buffer
	for i := range n {
		f := 100
		if i%10 == 3 {
			f = figure
		}
		fmt.Fprintf(&b, `<div class="card" id="card-%d"><h3 class="card-title">Metric %d</h3><p class="value">%d</p>`+
			`<div class="bar"><span class="fill" data-pct="%d"></span></div><small class="muted">updated</small></div>`, i, i, f, f%100)
	}
	return b.Bytes()
}

func BenchmarkCompare(b *testing.B) {
	all := rowIDs(func(l []int) []int { return l })
	swapped := rowIDs(func(l []int) []int { l[1], l[998] = l[998], l[1]; return l })
	appended := rowIDs(func(l []int) []int { return append(l, 1001) })
	for _, c := range []struct {
		name     string
		old, new []byte
	}{
		{"table/same", tableOf(all), tableOf(all)},
		{"table/100 rows", tableOf(all), table(1000, all, withEveryTenthChanged)},
		{"table/all rows", tableOf(all), table(1000, all, func(i int) string { return label(i) + "!" })},
		{"table/swap", tableOf(all), tableOf(swapped)},
		{"table/append", tableOf(all), tableOf(appended)},
		{"table/clear", tableOf(all), tableOf(nil)},
		{"cards/10", cards(100, 100), cards(100, 217)},
		{"counter", fmt.Appendf(nil, counter, 1000), fmt.Appendf(nil, counter, 1001)},
	} {
		b.Run(c.name, func(b *testing.B) {
			old, err := diff.Parse(c.old)
			if err != nil {
				b.Fatal(err)
			}
			var buf []byte
			b.SetBytes(int64(len(c.new)))
			b.ReportAllocs()
			for b.Loop() {
				s, p, err := diff.Compare(old, c.new)
				if err != nil {
					b.Fatal(err)
				}
				buf = p.AppendJSON(buf[:0])
				s.Release()
			}
			b.ReportMetric(float64(len(buf)), "patch-B")
		})
	}
}

func BenchmarkParse(b *testing.B) {
	html := tableOf(rowIDs(func(l []int) []int { return l }))
	b.SetBytes(int64(len(html)))
	b.ReportAllocs()
	for b.Loop() {
		s, err := diff.Parse(html)
		if err != nil {
			b.Fatal(err)
		}
		s.Release()
	}
}

func BenchmarkChecksum(b *testing.B) {
	s, err := diff.Parse(tableOf(rowIDs(func(l []int) []int { return l })))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(s.Size()))
	b.ReportAllocs()
	for b.Loop() {
		s.Checksum()
	}
}
