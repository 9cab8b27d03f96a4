package live_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// A cardBoard is a view with two Eachs of the same list. The rows of the first have a component each, and a
// nested view if nest is set. The second Each is in a component, which may be hidden.
type cardBoard struct {
	stub
	cards    []card
	counters map[string]*stub
	second   *stub
	hidden   bool
	fail     bool // the render
	nest     bool
	children int      // nested views that were created
	rendered []string // rows of the first Each, since the last call of rows
}

type failRender struct{}

func newCardBoard(n int) *cardBoard {
	v := &cardBoard{counters: map[string]*stub{}, second: &stub{}}
	for i := range n {
		v.cards = append(v.cards, card{fmt.Sprint("c", i), i})
		v.counters[v.cards[i].ID] = newTapCounter()
	}
	v.second.render = func() templ.Component {
		return markup(`<ol>`, live.Each(v.cards, card.key, card.line), `</ol>`)
	}
	v.events = func() live.Events {
		return live.Events{
			handle(func(toggle) { slices.Reverse(v.cards) }),
			handle(func(click) { v.cards[0].N += 100 }),
			handle(func(e remove) { v.cards = slices.Delete(slices.Clone(v.cards), e.ID, e.ID+1) }),
			handle(func(action) { v.hidden = !v.hidden }),
			handle(func(tap) { panic("test panic") }),
			handle(func(failRender) { v.fail = !v.fail; v.cards[0].N++ }),
		}
	}
	v.render = func() templ.Component {
		if v.fail {
			return failingComponent{}
		}
		second := markup()
		if !v.hidden {
			second = live.Component("second", v.second)
		}
		return markup(`<ul>`, live.Each(v.cards, card.key, v.show), `</ul>`, second)
	}
	return v
}

// newTapCounter returns a component that counts taps.
func newTapCounter() *stub {
	n := 0
	return &stub{
		events: on(func(tap) { n++ }),
		render: func() templ.Component { return markup(`<b>`, n, `</b>`) },
	}
}

func (v *cardBoard) show(c card) templ.Component {
	v.rendered = append(v.rendered, c.ID)
	child := markup()
	if v.nest {
		child = live.Nested(c.ID, 0, func(int) live.View { v.children++; return showing(`<i>`, c.ID, `</i>`) })
	}
	return markup(`<li>`, c.N, live.Component(c.ID, v.counters[c.ID]), child, `</li>`)
}

func (c card) line() templ.Component { return markup(`<li>`, c.N, `</li>`) }

// rows returns the rows of the first Each that were rendered since the last call.
func (v *cardBoard) rows() []string {
	rows := v.rendered
	v.rendered = nil
	return rows
}

// content returns the text of the HTML of p, with a space for each tag.
func content(p *page) string {
	var b strings.Builder
	for part := range strings.SplitSeq(p.html(), "<") {
		_, text, _ := strings.Cut(part, ">")
		b.WriteString(text + " ")
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// In production, a session renders the rows that have changed, and a page that is mounted again after a crash
// shows those of its new view.
func TestEach_Session(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []*cardBoard
		srv := &live.Server{Handler: live.Page(func(*http.Request) live.View {
			views = append(views, newCardBoard(3))
			return views[len(views)-1]
		})}
		p := serve(t, srv, nil).browser().open("/")
		v := views[0]
		require.Equal(t, "0 0 1 0 2 0 0 1 2", content(p))
		synctest.Wait() // Joined of the components has rendered their rows again
		v.rows()

		p.sendAndWait("live_test.click")
		require.Equal(t, []string{"c0"}, v.rows())
		p.sendAndWait("live_test.toggle")
		require.Empty(t, v.rows())
		require.Equal(t, "2 0 1 0 100 0 2 1 100", content(p))

		number := componentNumber(t, p, "c1")
		p.sendEventAndWait(wire.Event{Component: number, URL: "live_test.tap"})
		require.Equal(t, []string{"c1"}, v.rows())
		require.Equal(t, "2 0 1 1 100 0 2 1 100", content(p))

		p.sendAndWait("live_test.action?name=hide")
		require.Equal(t, "2 0 1 1 100 0", content(p))
		p.sendAndWait("live_test.remove?id=0")
		p.sendAndWait("live_test.action?name=show")
		require.Equal(t, "1 1 100 0 1 100", content(p))
		require.Empty(t, v.rows())
		require.Equal(t, []int{1, 1}, []int{v.counters["c2"].mounts, v.counters["c2"].unmounts})
		require.Equal(t, []int{1, 0}, []int{v.counters["c1"].mounts, v.counters["c1"].unmounts})

		p.sendAndWait("live_test.failRender")
		require.Equal(t, "1 1 100 0 1 100", content(p), "a render that fails is not sent")
		p.sendAndWait("live_test.failRender")
		require.Equal(t, "3 1 100 0 3 100", content(p))
		require.Equal(t, []int{1, 0}, []int{v.counters["c1"].mounts, v.counters["c1"].unmounts})

		p.send("live_test.tap")
		p.requireClose(wire.Remount, wire.Crashed)
		require.NoError(t, p.Abort())
		require.NoError(t, p.join())
		require.Len(t, views, 2)
		require.Equal(t, "0 0 1 0 2 0 0 1 2", content(p))
		p.sendAndWait("live_test.click")
		require.Equal(t, "100 0 1 0 2 0 100 1 2", content(p))
		require.Equal(t, 1, v.counters["c1"].unmounts)
	})
}

// componentNumber returns the live-c of the component in the row with this key.
func componentNumber(t *testing.T, p *page, key string) uint64 {
	_, s, _ := strings.Cut(p.html(), `<li live-id="`+key+`"`)
	_, s, _ = strings.Cut(s, `live-c="`)
	s, _, _ = strings.Cut(s, `"`)
	n, err := strconv.ParseUint(s, 10, 64)
	require.NoError(t, err, p.html())
	return n
}

// Nested views in rows keep their sessions while the rows are not rendered, and end with their rows.
func TestEach_NestedViews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newCardBoard(3)
		v.nest = true
		srv := &live.Server{Handler: live.Page(factoryOf(v))}
		c, roots := serve(t, srv, nil).browser().joinRaw()
		require.Len(t, roots, 3)
		c.readAll() // Joined of the components has rendered their rows again
		v.rows()
		for range 3 {
			c.do(0, "live_test.toggle")
			c.do(0, "live_test.click")
		}
		require.Equal(t, []string{"c2", "c0", "c2"}, v.rows())
		require.Equal(t, 3, v.children)
		require.Equal(t, 4, srv.Stats().Sessions)
		c.do(0, "live_test.remove?id=1")
		require.Equal(t, 3, srv.Stats().Sessions)
		c.do(0, "live_test.toggle")
		require.Equal(t, 3, srv.Stats().Sessions)
		require.Equal(t, 3, v.children)
	})
}

// An Each in a nested view has rows of its own.
func TestEach_InNestedView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		outer, inner := newCardBoard(2), newCardBoard(2)
		outer.second.render = func() templ.Component { return markup(`<div>`, nested("inner", inner), `</div>`) }
		c, roots := serve(t, &live.Server{Handler: live.Page(factoryOf(outer))}, nil).browser().joinRaw()
		require.Len(t, roots, 1)
		c.readAll() // as above
		outer.rows()
		inner.rows()
		for _, n := range roots {
			c.do(n, "live_test.click")
		}
		require.Equal(t, []int{0, 1}, []int{len(outer.rows()), len(inner.rows())})
		c.do(0, "live_test.click")
		require.Equal(t, []int{1, 0}, []int{len(outer.rows()), len(inner.rows())})
	})
}
