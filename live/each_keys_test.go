package live

import (
	"fmt"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

// An otherKeys is a view with an Each whose keys have changed their type.
type otherKeys struct{ numbers bool }

type number int

func (v *otherKeys) Render() templ.Component {
	items := []listItem{{"1", 1}, {"2", 2}}
	row := func(i listItem) templ.Component { return text("<li>", i.N, "</li>") }
	if v.numbers {
		return Each(items, func(i listItem) number { return number(3 - i.N) }, row)
	}
	return Each(items, listItem.key, row)
}

// A list whose keys have another type is another list.
func TestEach_OtherTypeOfKey(t *testing.T) {
	v := &otherKeys{}
	p := mountUnchecked(t, v)
	for range 2 {
		v.numbers = false
		require.Equal(t, `<li live-id="1">1</li><li live-id="2">2</li>`, render(t, p))
		v.numbers = true
		require.Equal(t, `<li live-id="2">1</li><li live-id="1">2</li>`, render(t, p))
	}
	p.root.unmount()
	require.Zero(t, p.memoBytes)
}

// Of 10,000 rows, those are rendered that have changed.
func TestEach_ManyRows(t *testing.T) {
	v, p := newLongList(t, 10_000)
	v.items[9_999].N, v.items[0], v.items[5_000] = -1, v.items[5_000], v.items[0]
	v.items = append(v.items, listItem{"new", 1})
	html := render(t, p)
	require.Equal(t, []string{"r9999", "new"}, v.shown)
	require.Contains(t, html, fmt.Sprintf(`<li live-id="r9999">%d</li><li live-id="new">1</li>`, -1))
	v.items = v.items[:10]
	size := p.memoBytes
	render(t, p)
	require.Less(t, p.memoBytes, size)
}
