package live

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/diff"
)

// tenThousandRows are the changes of a list of 10,000 rows, and the most bytes of their patches.
var tenThousandRows = map[string]struct {
	change   func(v *longList, n int)
	maxBytes int
}{
	"update of 10 rows": {func(v *longList, n int) {
		for i := n % 1000; i < len(v.items); i += 1000 {
			v.items[i].N++
		}
	}, 250},
	"append": {func(v *longList, n int) {
		v.items = append(v.items, listItem{fmt.Sprint("new", len(v.items)), n})
	}, 100},
	"no change": {func(*longList, int) {}, len("[]")},
}

// A change of a list of 10,000 rows is sent as what has changed.
func TestEach_BytesOfManyRows(t *testing.T) {
	for name, c := range tenThousandRows {
		t.Run(name, func(t *testing.T) {
			u := newListUpdates(t, 10_000)
			u.render()
			for n := range 3 {
				c.change(u.view, n)
				require.LessOrEqual(t, u.render(), c.maxBytes)
			}
		})
	}
}

func BenchmarkEach_ManyRows(b *testing.B) {
	for name, c := range tenThousandRows {
		b.Run(name, func(b *testing.B) {
			u := newListUpdates(b, 10_000)
			u.render()
			b.ReportAllocs()
			size := 0
			for n := 0; b.Loop(); n++ {
				c.change(u.view, n)
				size = u.render()
			}
			b.ReportMetric(float64(size), "patch-B")
		})
	}
}

// A listUpdates renders a list and compares it with its last render, as a session does.
type listUpdates struct {
	t        testing.TB
	view     *longList
	prog     *program
	html     bytes.Buffer
	snapshot *diff.Snapshot
}

func newListUpdates(t testing.TB, n int) *listUpdates {
	u := &listUpdates{t: t}
	u.view, u.prog = newLongList(t, n)
	var err error
	u.snapshot, err = diff.Parse(nil)
	require.NoError(t, err)
	return u
}

// render returns the number of bytes of the patch.
func (u *listUpdates) render() int {
	u.html.Reset()
	u.view.shown = u.view.shown[:0]
	if err := u.prog.Render(&u.html); err != nil {
		u.t.Fatal(err)
	}
	next, patch, err := diff.Options{Copy: true}.Compare(u.snapshot, u.html.Bytes())
	if err != nil {
		u.t.Fatal(err)
	}
	u.snapshot.Release()
	u.snapshot = next
	return len(patch.AppendJSON(nil))
}
