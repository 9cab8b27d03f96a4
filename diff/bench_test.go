package diff_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/lively-go/lively/diff"
)

// table is a page like the one design and benchmarks speak of: rows with key, three cells and a button, 254 KB of 1,000.
func table(rows int, label func(i int) string) []byte {
	var b bytes.Buffer
	b.WriteString(`<div class="container"><h1>Rows</h1><table class="table table-hover table-striped test-data"><tbody>`)
	for i := 1; i <= rows; i++ {
		row(&b, i, label(i))
	}
	b.WriteString(`</tbody></table></div>`)
	return b.Bytes()
}

func row(b *bytes.Buffer, id int, label string) {
	fmt.Fprintf(b, `<tr id="row-%d" class=""><td class="col-md-1">%d</td><td class="col-md-4"><a class="lbl" live-click="table.Select?id=%d">%s</a></td>`+
		`<td><a class="remove" live-click="table.Remove?id=%d"><span class="icon"></span></a></td></tr>`, id, id, id, label, id)
}

func label(i int) string { return fmt.Sprintf("pretty red table %d", i) }

// everyTenth changes the label of every tenth row.
func everyTenth(i int) string {
	if i%10 == 1 {
		return label(i) + " !!!"
	}
	return label(i)
}

// cards is a dashboard of n cards of which every tenth shows another figure.
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

func swap(html []byte) []byte {
	var b bytes.Buffer
	b.WriteString(`<div class="container"><h1>Rows</h1><table class="table table-hover table-striped test-data"><tbody>`)
	for i := 1; i <= 1000; i++ {
		id := i
		switch i {
		case 2:
			id = 999
		case 999:
			id = 2
		}
		row(&b, id, label(id))
	}
	b.WriteString(`</tbody></table></div>`)
	return b.Bytes()
}

func BenchmarkCompare(b *testing.B) {
	for _, c := range []struct {
		name string
		old  []byte
		new  []byte
	}{
		{"table/same", table(1000, label), table(1000, label)},
		{"table/100 rows", table(1000, label), table(1000, everyTenth)},
		{"table/all rows", table(1000, label), table(1000, func(i int) string { return label(i) + "!" })},
		{"table/swap", table(1000, label), swap(nil)},
		{"table/append", table(1000, label), table(1001, label)},
		{"table/clear", table(1000, label), table(0, label)},
		{"cards/10", cards(100, 100), cards(100, 217)},
		{"counter", []byte(`<button live-click="counter.Add?by=-1">-</button> <output>1000</output> <button live-click="counter.Add?by=1">+</button>`),
			[]byte(`<button live-click="counter.Add?by=-1">-</button> <output>1001</output> <button live-click="counter.Add?by=1">+</button>`)},
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
	html := table(1000, label)
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
	s, err := diff.Parse(table(1000, label))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(s.Size()))
	b.ReportAllocs()
	for b.Loop() {
		s.Checksum()
	}
}
