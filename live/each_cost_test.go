package live

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

// A longList is a view with an Each that counts the rows it renders.
type longList struct {
	items []listItem
	shown []string
}

type listItem struct {
	ID string
	N  int
}

func (i listItem) key() string { return i.ID }

func (v *longList) Render() templ.Component { return Each(v.items, listItem.key, v.row) }

func (v *longList) row(i listItem) templ.Component {
	v.shown = append(v.shown, i.ID)
	return text("<li>", i.N, "</li>")
}

// newLongList returns a view with n rows, and its program.
func newLongList(t testing.TB, n int) (*longList, *program) {
	v := &longList{}
	for i := range n {
		v.items = append(v.items, listItem{fmt.Sprint("r", i), i})
	}
	p := mountUnchecked(t, v)
	v.shown = nil
	return v, p
}

// Only the rows whose values have changed, or that are new, are rendered.
func TestEach_RendersChangedRows(t *testing.T) {
	v, p := newLongList(t, 5)
	for _, c := range []struct {
		change func()
		shown  []string
	}{
		{func() {}, nil},
		{func() { v.items[3].N++ }, []string{"r3"}},
		{func() { v.items[1], v.items[4] = v.items[4], v.items[1] }, nil},
		{func() { v.items = append(v.items, listItem{"new", 1}) }, []string{"new"}},
		{func() { v.items = append([]listItem{{"first", 1}}, v.items...) }, []string{"first"}},
		{func() { v.items = v.items[2:4] }, nil},
		{func() { v.items[0].N, v.items[1] = 7, listItem{"other", 1} }, []string{"r4", "other"}},
		{func() { v.items = nil }, nil},
	} {
		v.shown = nil
		c.change()
		render(t, p)
		require.Equal(t, c.shown, v.shown)
	}
}

// Rows that have not changed cost no allocations.
func TestEach_Allocations(t *testing.T) {
	for _, n := range []int{1, 1000} {
		v, p := newLongList(t, n)
		var buf bytes.Buffer
		measure := func() {
			buf.Reset()
			if err := p.Render(&buf); err != nil || len(v.shown) > 0 {
				t.Fatal(err, v.shown)
			}
		}
		minimum := testing.AllocsPerRun(1, measure)
		for range 20 { // the race detector makes pools drop items at random
			minimum = min(minimum, testing.AllocsPerRun(1, measure))
		}
		require.LessOrEqual(t, minimum, 6.0, "%d rows", n)
	}
}

// A row that is appended to many costs as much as one that is appended to few, apart from the growth of the buffers.
func TestEach_AllocationsOfAppendedRow(t *testing.T) {
	for _, n := range []int{10, 1000} {
		v, p := newLongList(t, n)
		v.items = slices.Grow(v.items, 1000)
		var buf bytes.Buffer
		measure := func() {
			v.shown = v.shown[:0]
			v.items = append(v.items, listItem{"new" + strconv.Itoa(len(v.items)), 1})
			buf.Reset()
			if err := p.Render(&buf); err != nil || len(v.shown) != 1 {
				t.Fatal(err, v.shown)
			}
		}
		minimum := testing.AllocsPerRun(1, measure)
		for range 20 {
			minimum = min(minimum, testing.AllocsPerRun(1, measure))
		}
		require.LessOrEqual(t, minimum, 14.0, "%d rows", n)
	}
}
