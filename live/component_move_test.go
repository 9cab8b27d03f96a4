package live_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// columns is a view with two components, each a list of cards. A card moves between them.
type columns struct {
	stub
	tables    [2]*table
	broken    bool
	rightOnly bool // renders only the right column
}

func newColumns() *columns {
	v := &columns{tables: [2]*table{newTable(1, 2), newTable(3)}}
	v.events = func() live.Events {
		return live.Events{handle(func(toggle) {
			from := slices.IndexFunc(v.tables[:], func(t *table) bool { return slices.ContainsFunc(t.rows, func(r *row) bool { return r.id == 2 }) })
			i := slices.IndexFunc(v.tables[from].rows, func(r *row) bool { return r.id == 2 })
			card := v.tables[from].rows[i]
			v.tables[from].rows = slices.Delete(v.tables[from].rows, i, i+1)
			v.tables[1-from].rows = append(v.tables[1-from].rows, card)
		})}
	}
	v.render = func() templ.Component {
		all := []any{`<main>`, button("toggle", toggle{})}
		for i, t := range v.tables {
			if v.rightOnly && i == 0 {
				continue
			}
			all = append(all, `<section>`, live.Component([]string{"left", "right"}[i], t), `</section>`)
		}
		if v.broken {
			all = append(all, templ.ComponentFunc(func(context.Context, io.Writer) error { return errors.New("test error") }))
		}
		return markup(append(all, `</main>`)...)
	}
	for _, t := range v.tables {
		t.render = func() templ.Component {
			all := []any{`<ul>`}
			for _, r := range t.rows {
				all = append(all, live.Component(r.key(), r))
			}
			return markup(append(all, `</ul>`)...)
		}
		t.events = func() live.Events { return live.Events{handle(func(remove) {}), handle(func(click) {})} }
	}
	return v
}

// A component that moves to another parent is not remounted: its timers continue and it survives
// the removal of its old parent.
func TestComponent_MovesToAnotherParent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newColumns()
		card := v.tables[0].rows[1]
		ticks := 0
		card.mount = func(s *live.Socket) error {
			live.Every(s, time.Second, func(*live.Socket, time.Time) error { ticks++; return nil })
			return nil
		}
		p := livetest.Mount(t, func() live.View { return v })
		componentID := func(column int) string {
			return p.Attr([]string{"section:nth-of-type(1)", "section:nth-of-type(2)"}[column]+" li:contains('2:')", "live-c")
		}
		number := componentID(0)
		p.Click("section:nth-of-type(1) li:contains('2:') .tap")
		for range 3 {
			p.Click(".toggle")
			require.Equal(t, number, componentID(1))
			p.Click("section:nth-of-type(2) li:contains('2:') .tap")
			p.Click(".toggle")
			require.Equal(t, number, componentID(0))
		}
		p.Click(".toggle")
		require.Equal(t, []int{1, 1, 0, 4}, []int{card.mounts, card.joins, card.unmounts, card.n})
		time.Sleep(3 * time.Second)
		p.Settle()
		require.Equal(t, 3, ticks)

		v.rightOnly = true
		p.Click("li:contains('2:') .tap")
		require.Equal(t, []int{1, 0, 5}, []int{v.tables[0].unmounts, card.unmounts, card.n})
		time.Sleep(time.Second)
		p.Settle()
		require.Equal(t, 4, ticks)
	})
}

// Two components that swap keys stay mounted.
func TestComponent_SwapKeys(t *testing.T) {
	a, b := newRow(1), newRow(2)
	keys := []string{"x", "y"}
	v := &stub{events: eventsWith(handle(func(click) {}), handle(func(toggle) { slices.Reverse(keys) }))}
	v.render = func() templ.Component {
		return markup(`<ul>`, live.Component(keys[0], a), live.Component(keys[1], b), `</ul>`, button("toggle", toggle{}))
	}
	p := livetest.Mount(t, func() live.View { return v })
	before := []string{p.Attr("li:nth-child(1)", "live-c"), p.Attr("li:nth-child(2)", "live-c")}
	p.Click(".toggle").Click("li:nth-child(1) .tap")
	require.Equal(t, before, []string{p.Attr("li:nth-child(1)", "live-c"), p.Attr("li:nth-child(2)", "live-c")})
	require.Equal(t, []int{1, 1, 0, 0, 1}, []int{a.mounts, b.mounts, a.unmounts, b.unmounts, a.n})
}

// A failed render does not move components. The bindings of the previous HTML still work.
func TestComponent_FailedRenderDoesNotMove(t *testing.T) {
	v := newColumns()
	p := livetest.Mount(t, func() live.View { return v })
	card := v.tables[0].rows[1]
	v.broken = true
	p.Click(".toggle")
	p.Click("section:nth-of-type(1) li:contains('2:') .tap")
	require.Equal(t, []int{1, 0, 1}, []int{card.mounts, card.unmounts, card.n})
	v.broken = false
	p.Click("section:nth-of-type(1) li:contains('2:') .tap")
	require.Contains(t, p.Text("section:nth-of-type(2) li:nth-of-type(2)"), "2: 2")
	require.Equal(t, []int{1, 0, 2}, []int{card.mounts, card.unmounts, card.n})
}
