package live_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A row is a component that counts what it hears.
type row struct {
	stub
	id, n int
}

func newRow(id int) *row {
	r := &row{id: id}
	r.events = on(func(tap) { r.n++ })
	r.render = func() templ.Component {
		return markup(`<li>`, r.id, `: `, r.n, button("tap", tap{}), button("drop", drop{r.id}), button("tip", tip{}), `</li>`)
	}
	return r
}

// besides lists what a view around rows must listen to besides: all that a row shows is alive.
func besides(more ...live.EventHandler) func() live.Events {
	return func() live.Events { return append(live.Events{handle(func(drop) {})}, more...) }
}

func (r *row) key() string { return fmt.Sprint("row-", r.id) }

// A table is a list of rows.
type table struct {
	stub
	rows []*row
	tips int
}

func newTable(ids ...int) *table {
	v := &table{}
	for _, id := range ids {
		v.rows = append(v.rows, newRow(id))
	}
	v.events = func() live.Events {
		return live.Events{
			handle(func(e drop) { v.rows = slices.DeleteFunc(v.rows, func(r *row) bool { return r.id == e.ID }) }),
			handle(func(tip) { v.tips++ }),
			handle(func(flip) { slices.Reverse(v.rows) }),
		}
	}
	v.render = func() templ.Component {
		all := []any{button("flip", flip{}), `<output>`, v.tips, `</output><ul>`}
		for _, r := range v.rows {
			all = append(all, live.Component(r.key(), r))
		}
		return markup(append(all, `</ul>`)...)
	}
	return v
}

func (v *table) texts(p *livetest.Page) (texts []string) {
	for _, t := range p.Texts("li") {
		texts = append(texts, strings.TrimSuffix(t, "tapdroptip"))
	}
	return texts
}

// The innermost component that lists an event hears it; what it does not list goes outward.
func TestEventsBubble(t *testing.T) {
	v := newTable(1, 2, 3)
	p := livetest.Mount(t, func() live.View { return v })
	p.Click("li:contains('2:') .tap").Click("li:contains('2:') .tap").Click("li:contains('3:') .tip")
	require.Equal(t, []string{"1: 0", "2: 2", "3: 0"}, v.texts(p))
	require.Equal(t, "1", p.Text("output"))
	p.Click("li:contains('2:') .drop")
	require.Equal(t, []string{"1: 0", "3: 0"}, v.texts(p))
}

// Keys and numbers move with the elements; the components stay the same.
func TestComponentsMove(t *testing.T) {
	v := newTable(1, 2, 3)
	p := livetest.Mount(t, func() live.View { return v })
	number := func(id int) string { return p.Attr(fmt.Sprintf("[live-id=row-%d]", id), "live-c") }
	before := []string{number(1), number(2), number(3)}
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(before))), 3)

	p.Click("li:contains('1:') .tap").Click(".flip")
	require.Equal(t, []string{"3: 0", "2: 0", "1: 1"}, v.texts(p))
	require.Equal(t, before, []string{number(1), number(2), number(3)})
	for _, r := range v.rows {
		require.Equal(t, 1, r.mounts)
		require.Equal(t, 1, r.joins)
		require.Zero(t, r.unmounts)
	}
}

// A new pointer is a new component, with a number of its own.
func TestANewPointerIsANewComponent(t *testing.T) {
	v := newTable(1)
	old := v.rows[0]
	v.events = besides(handle(func(tip) { v.rows[0] = newRow(1) }), handle(func(flip) {}))
	p := livetest.Mount(t, func() live.View { return v })
	number := p.Attr("li", "live-c")
	p.Click(".tap").Click(".tip")
	require.Equal(t, []string{"1: 0"}, v.texts(p))
	require.NotEqual(t, number, p.Attr("li", "live-c"))
	require.Equal(t, []int{1, 1, 0}, []int{old.mounts, old.unmounts, v.rows[0].unmounts})
	require.Equal(t, 1, v.rows[0].joins)
}

// The same pointer that comes back later is mounted anew: what was unmounted is over.
func TestAComponentThatComesBackIsMountedAgain(t *testing.T) {
	child := newRow(1)
	shown := true
	v := &stub{events: besides(handle(func(flip) { shown = !shown }), handle(func(tip) {}))}
	v.render = func() templ.Component {
		if shown {
			return markup(button("flip", flip{}), `<ul>`, live.Component("a", child), `</ul>`)
		}
		return markup(button("flip", flip{}))
	}
	p := livetest.Mount(t, func() live.View { return v })
	number := p.Attr("li", "live-c")
	p.Click(".flip")
	require.Equal(t, []int{1, 1}, []int{child.mounts, child.unmounts})
	p.Click(".flip").Click(".tap")
	require.Equal(t, []int{2, 1}, []int{child.mounts, child.unmounts})
	require.NotEqual(t, number, p.Attr("li", "live-c"), "numbers are never used again")
}

// A component whose if is false renders nothing: a template holds its place, and it stays mounted.
func TestAComponentWithoutARootHasAPlaceholder(t *testing.T) {
	shown := false
	child := &stub{}
	child.render = func() templ.Component {
		if shown {
			return markup(`<p class="child">here</p>`)
		}
		return markup("\n\t")
	}
	v := &stub{events: on(func(flip) { shown = !shown })}
	v.render = func() templ.Component { return markup(button("flip", flip{}), live.Component("c", child)) }
	p := livetest.Mount(t, func() live.View { return v })
	number := p.Attr("template[live-id=c]", "live-c")
	p.Click(".flip")
	require.Equal(t, number, p.Attr(".child[live-id=c]", "live-c"))
	p.Click(".flip")
	require.Equal(t, 1, p.Count("template[live-id=c]"))
	require.Equal(t, []int{1, 0}, []int{child.mounts, child.unmounts})
}

// Markup that is no component is refused by name, at the GET.
func TestComponentsNeedOneRootOfTheirOwn(t *testing.T) {
	for what, c := range map[string]struct {
		child *stub
		want  string
	}{
		"two roots":         {&stub{render: func() templ.Component { return markup(`<p>1</p><p>2</p>`) }}, `component "c"`},
		"a text":            {&stub{render: func() templ.Component { return markup(`text`) }}, `component "c"`},
		"another component": {&stub{render: func() templ.Component { return live.Component("inner", newRow(1)) }}, `component "c"`},
		"one key twice": {&stub{render: func() templ.Component {
			return markup(`<ul>`, live.Component("k", newRow(1)), live.Component("k", newRow(2)), `</ul>`)
		}}, `component "k" is rendered twice`},
	} {
		t.Run(what, func(t *testing.T) {
			v := &stub{render: func() templ.Component { return markup(`<div>`, live.Component("c", c.child), `</div>`) }}
			require.Contains(t, failure(t, v), c.want)
			require.Equal(t, c.child.mounts, c.child.unmounts)
			require.Equal(t, 1, v.unmounts)
		})
	}
}

// A click on a row that has gone is answered as stale, and is never its neighbour's.
func TestAClickOnARowThatHasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newTable(1, 2)
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().open("/")
		gone := v.rows[0]
		ask := func(component uint64, url string) string {
			ref, err := p.Send(wire.Event{Component: component, URL: url})
			require.NoError(t, err)
			p.until(func() bool { return p.Acknowledged() >= ref })
			return p.outcome(ref)
		}
		require.Equal(t, "applied", ask(1, "live_test.drop?id=1"))
		require.Equal(t, wire.Stale, ask(1, "live_test.tap"))
		require.Equal(t, wire.Stale, ask(1, "live_test.tip"), "not even what the list around it would hear")
		require.Equal(t, wire.Stale, ask(99, "live_test.tap"), "a number that never was")
		require.Equal(t, []int{0, 0, 0}, []int{gone.n, v.rows[0].n, v.tips})
		require.Equal(t, "applied", ask(2, "live_test.tap"))
		require.Equal(t, 1, v.rows[0].n)
	})
}

// A component is mounted before its first render, and hears Joined once: when the browser joins, or after it was mounted.
func TestMountComesBeforeRender(t *testing.T) {
	var seen []string
	child := func(name string) *stub {
		c := &stub{
			mount:  func(*live.Socket) error { seen = append(seen, name+" mount"); return nil },
			joined: func(*live.Socket) error { seen = append(seen, name+" joined"); return nil },
		}
		c.render = func() templ.Component { seen = append(seen, name+" render"); return markup(`<p>`, name, `</p>`) }
		return c
	}
	kids := []*stub{child("first")}
	v := &stub{events: on(func(tip) { kids = append(kids, child("second")) })}
	v.render = func() templ.Component {
		all := []any{button("tip", tip{})}
		for i, k := range kids {
			all = append(all, live.Component(fmt.Sprint(i), k))
		}
		return markup(all...)
	}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, []string{"first mount", "first render", "first joined"}, seen[:3])
	seen = nil
	p.Click(".tip")
	require.Equal(t, []string{"first render", "second mount", "second render", "second joined"}, seen[:4])
}

// What Joined of a component that came later changes is on the page, too, without another event.
func TestJoinedOfALateComponentIsRendered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var child *stub
		v := &stub{events: on(func(tip) {
			text := "alone"
			child = &stub{joined: func(*live.Socket) error { text = "joined"; return nil }}
			child.render = func() templ.Component { return markup(`<b>`, text, `</b>`) }
		})}
		v.render = func() templ.Component {
			if child == nil {
				return markup(`<i></i>`)
			}
			return live.Component("child", child)
		}
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().open("/")
		go func() {
			for err := error(nil); err == nil; _, err = p.Read() {
			}
		}()
		synctest.Wait()
		renders := v.renders
		p.send("live_test.tip")
		synctest.Wait()
		require.Contains(t, p.html(), "joined")
		require.Equal(t, 2, v.renders-renders)
		require.Equal(t, 1, child.joins)
	})
}

// A pass that fails changes nothing: what it mounted is unmounted, what it did not reach stays, the old picture too.
func TestAFailedPassChangesNothing(t *testing.T) {
	kept, late := newRow(1), newRow(2)
	broken := false
	v := &stub{events: besides(handle(func(flip) { broken = !broken }), handle(func(tip) {}))}
	v.render = func() templ.Component {
		if !broken {
			return markup(button("flip", flip{}), `<ul>`, live.Component("kept", kept), `</ul>`)
		}
		return markup(button("flip", flip{}), live.Component("late", late), `<i`, failing{})
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".tap").Click(".flip")
	require.Equal(t, []string{"1: 1tapdroptip"}, p.Texts("li"))
	require.Contains(t, p.Flash(live.FlashError), "out of paper")
	require.Equal(t, []int{1, 0}, []int{kept.mounts, kept.unmounts})
	require.Equal(t, late.mounts, late.unmounts)
	require.NotZero(t, late.mounts)
	require.Zero(t, late.joins)

	p.Click(".tap")
	p.Click(".flip")
	require.Equal(t, []string{"1: 2tapdroptip"}, p.Texts("li"))
	require.Equal(t, []int{1, 0}, []int{kept.mounts, kept.unmounts})
}

// A component whose Mount fails fails the pass, by name.
func TestAComponentsMountFails(t *testing.T) {
	child := &stub{mount: func(*live.Socket) error { return errors.New("no such row") }}
	shown := false
	v := &stub{events: on(func(flip) { shown = true })}
	v.render = func() templ.Component {
		if shown {
			return live.Component("child", child)
		}
		return button("flip", flip{})
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".flip")
	require.True(t, p.Has(".flip"))
	require.Contains(t, p.Flash(live.FlashError), `mount component "child"`)
	require.Contains(t, p.Flash(live.FlashError), "no such row")
	require.Zero(t, child.unmounts)
}

// A pass that panics unmounts what it mounted, once; then the view is mounted anew.
func TestAPanickingPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []*stub
		late := newRow(2)
		a := serve(t, &live.Server{Handler: pages(func(*http.Request) live.View {
			broken := false
			v := &stub{events: on(func(flip) { broken = true })}
			v.render = func() templ.Component {
				if broken {
					return markup(live.Component("late", late), panicking{})
				}
				return button("flip", flip{})
			}
			views = append(views, v)
			return v
		})}, nil)
		p := a.browser().open("/")
		ref := p.send("live_test.flip")
		p.closed(wire.Remount, wire.Crashed)
		require.Equal(t, "applied", p.outcome(ref), "the handler itself ended well")
		synctest.Wait()
		require.Equal(t, []int{1, 1, 1}, []int{views[0].unmounts, late.mounts, late.unmounts})
		require.Contains(t, a.log.String(), "out of paper")

		require.NoError(t, p.join())
		require.False(t, p.Adopted())
		require.Len(t, views, 2)
		require.Contains(t, p.html(), "flip")
	})
}

// Children are unmounted before their parents, each once, after their contexts have ended.
func TestUnmountOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		nested := func(name string, inner ...any) *leaver {
			v := &leaver{name: name, seen: &seen}
			v.render = func() templ.Component { return markup(append(append([]any{`<div>`}, inner...), `</div>`)...) }
			v.mount = func(s *live.Socket) error { v.ended = s.Context().Err; return nil }
			return v
		}
		child := nested("child", live.Component("grandchild", nested("grandchild")))
		p := livetest.Mount(t, func() live.View { return nested("page", live.Component("child", child)) })
		p.Disconnect()
		time.Sleep(31 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"grandchild context canceled", "child context canceled", "page context canceled"}, seen)
	})
}

type leaver struct {
	stub
	name  string
	seen  *[]string
	ended func() error
}

func (v *leaver) Unmount() { *v.seen = append(*v.seen, fmt.Sprint(v.name, " ", v.ended())) }

// An addressed component wants to hear of the address, which only the page's view does.
type addressed struct{ stub }

func (v *addressed) Events() live.Events {
	return live.Events{live.OnParams(func(*live.Socket, struct{ Page int }) error { return nil })}
}

func TestOnParamsOfAComponentPanics(t *testing.T) {
	v := &stub{render: func() templ.Component { return live.Component("c", &addressed{}) }}
	require.Contains(t, failure(t, v), "live: OnParams in Events of component *live_test.addressed")
}
