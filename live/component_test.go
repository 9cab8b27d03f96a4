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

// A row is a component that counts its tap events.
type row struct {
	stub
	id, n int
}

func newRow(id int) *row {
	r := &row{id: id}
	r.events = on(func(tap) { r.n++ })
	r.render = func() templ.Component {
		return markup(`<li>`, r.id, `: `, r.n, button("tap", tap{}), button("remove", remove{r.id}), button("click", click{}), `</li>`)
	}
	return r
}

// eventsWith returns the Events method of a view around rows. Events of a row that the row does not
// handle must be handled there.
func eventsWith(more ...live.EventHandler) func() live.Events {
	return func() live.Events { return append(live.Events{handle(func(remove) {})}, more...) }
}

func (r *row) key() string { return fmt.Sprint("row-", r.id) }

// A table is a view with a list of rows.
type table struct {
	stub
	rows   []*row
	clicks int
}

func newTable(ids ...int) *table {
	v := &table{}
	for _, id := range ids {
		v.rows = append(v.rows, newRow(id))
	}
	v.events = func() live.Events {
		return live.Events{
			handle(func(e remove) { v.rows = slices.DeleteFunc(v.rows, func(r *row) bool { return r.id == e.ID }) }),
			handle(func(click) { v.clicks++ }),
			handle(func(toggle) { slices.Reverse(v.rows) }),
		}
	}
	v.render = func() templ.Component {
		all := []any{button("toggle", toggle{}), `<output>`, v.clicks, `</output><ul>`}
		for _, r := range v.rows {
			all = append(all, live.Component(r.key(), r))
		}
		return markup(append(all, `</ul>`)...)
	}
	return v
}

func (v *table) texts(p *livetest.Page) (texts []string) {
	for _, t := range p.Texts("li") {
		texts = append(texts, strings.TrimSuffix(t, "tapremoveclick"))
	}
	return texts
}

// An event is handled by the innermost component that lists it. Events that a component does not
// handle bubble.
func TestComponent_EventsBubble(t *testing.T) {
	v := newTable(1, 2, 3)
	p := livetest.Mount(t, func() live.View { return v })
	p.Click("li:contains('2:') .tap").Click("li:contains('2:') .tap").Click("li:contains('3:') .click")
	require.Equal(t, []string{"1: 0", "2: 2", "3: 0"}, v.texts(p))
	require.Equal(t, "1", p.Text("output"))
	p.Click("li:contains('2:') .remove")
	require.Equal(t, []string{"1: 0", "3: 0"}, v.texts(p))
}

// Keys and component numbers move with their elements. The components are not remounted.
func TestComponent_Reorder(t *testing.T) {
	v := newTable(1, 2, 3)
	p := livetest.Mount(t, func() live.View { return v })
	number := func(id int) string { return p.Attr(fmt.Sprintf("[live-id=row-%d]", id), "live-c") }
	before := []string{number(1), number(2), number(3)}
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(before))), 3)

	p.Click("li:contains('1:') .tap").Click(".toggle")
	require.Equal(t, []string{"3: 0", "2: 0", "1: 1"}, v.texts(p))
	require.Equal(t, before, []string{number(1), number(2), number(3)})
	for _, r := range v.rows {
		require.Equal(t, 1, r.mounts)
		require.Equal(t, 1, r.joins)
		require.Zero(t, r.unmounts)
	}
}

// A new pointer is a new component with its own number.
func TestComponent_NewPointerIsNewComponent(t *testing.T) {
	v := newTable(1)
	old := v.rows[0]
	v.events = eventsWith(handle(func(click) { v.rows[0] = newRow(1) }), handle(func(toggle) {}))
	p := livetest.Mount(t, func() live.View { return v })
	number := p.Attr("li", "live-c")
	p.Click(".tap").Click(".click")
	require.Equal(t, []string{"1: 0"}, v.texts(p))
	require.NotEqual(t, number, p.Attr("li", "live-c"))
	require.Equal(t, []int{1, 1, 0}, []int{old.mounts, old.unmounts, v.rows[0].unmounts})
	require.Equal(t, 1, v.rows[0].joins)
}

// A component that is removed and rendered again later is mounted again.
func TestComponent_RemountedAfterRemoval(t *testing.T) {
	child := newRow(1)
	shown := true
	v := &stub{events: eventsWith(handle(func(toggle) { shown = !shown }), handle(func(click) {}))}
	v.render = func() templ.Component {
		if shown {
			return markup(button("toggle", toggle{}), `<ul>`, live.Component("a", child), `</ul>`)
		}
		return markup(button("toggle", toggle{}))
	}
	p := livetest.Mount(t, func() live.View { return v })
	number := p.Attr("li", "live-c")
	p.Click(".toggle")
	require.Equal(t, []int{1, 1}, []int{child.mounts, child.unmounts})
	p.Click(".toggle").Click(".tap")
	require.Equal(t, []int{2, 1}, []int{child.mounts, child.unmounts})
	require.NotEqual(t, number, p.Attr("li", "live-c"), "numbers are not reused")
}

// A component that renders nothing stays mounted. A template element takes its place.
func TestComponent_EmptyRenderKeepsPlaceholder(t *testing.T) {
	shown := false
	child := &stub{}
	child.render = func() templ.Component {
		if shown {
			return markup(`<p class="child">here</p>`)
		}
		return markup("\n\t")
	}
	v := &stub{events: on(func(toggle) { shown = !shown })}
	v.render = func() templ.Component { return markup(button("toggle", toggle{}), live.Component("c", child)) }
	p := livetest.Mount(t, func() live.View { return v })
	number := p.Attr("template[live-id=c]", "live-c")
	p.Click(".toggle")
	require.Equal(t, number, p.Attr(".child[live-id=c]", "live-c"))
	p.Click(".toggle")
	require.Equal(t, 1, p.Count("template[live-id=c]"))
	require.Equal(t, []int{1, 0}, []int{child.mounts, child.unmounts})
}

// Invalid component markup fails the GET with an error that names the component.
func TestComponent_MustRenderOneRoot(t *testing.T) {
	for name, c := range map[string]struct {
		child *stub
		want  string
	}{
		"two roots":         {&stub{render: func() templ.Component { return markup(`<p>1</p><p>2</p>`) }}, `component "c"`},
		"text":              {&stub{render: func() templ.Component { return markup(`text`) }}, `component "c"`},
		"another component": {&stub{render: func() templ.Component { return live.Component("inner", newRow(1)) }}, `component "c"`},
		"duplicate key": {&stub{render: func() templ.Component {
			return markup(`<ul>`, live.Component("k", newRow(1)), live.Component("k", newRow(2)), `</ul>`)
		}}, `component "k" is rendered twice`},
	} {
		t.Run(name, func(t *testing.T) {
			v := &stub{render: func() templ.Component { return markup(`<div>`, live.Component("c", c.child), `</div>`) }}
			require.Contains(t, renderError(t, v), c.want)
			require.Equal(t, c.child.mounts, c.child.unmounts)
			require.Equal(t, 1, v.unmounts)
		})
	}
}

// An event of a removed row is stale. No other row handles it.
func TestComponent_EventOfRemovedComponentIsStale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := newTable(1, 2)
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		removed := v.rows[0]
		send := func(component uint64, url string) string {
			return p.outcome(p.sendEventAndWait(wire.Event{Component: component, URL: url}))
		}
		require.Equal(t, "applied", send(1, "live_test.remove?id=1"))
		require.Equal(t, wire.Stale, send(1, "live_test.tap"))
		require.Equal(t, wire.Stale, send(1, "live_test.click"), "events of removed components do not bubble")
		require.Equal(t, wire.Stale, send(99, "live_test.tap"), "an unknown number")
		require.Equal(t, []int{0, 0, 0}, []int{removed.n, v.rows[0].n, v.clicks})
		require.Equal(t, "applied", send(2, "live_test.tap"))
		require.Equal(t, 1, v.rows[0].n)
	})
}

// A component is mounted before its first render. Joined is called once: when the page joins, or
// after Mount of a component that is added later.
func TestComponent_MountBeforeRender(t *testing.T) {
	var seen []string
	child := func(name string) *stub {
		c := &stub{
			mount:  func(*live.Socket) error { seen = append(seen, name+" mount"); return nil },
			joined: func(*live.Socket) error { seen = append(seen, name+" joined"); return nil },
		}
		c.render = func() templ.Component { seen = append(seen, name+" render"); return markup(`<p>`, name, `</p>`) }
		return c
	}
	children := []*stub{child("first")}
	v := &stub{events: on(func(click) { children = append(children, child("second")) })}
	v.render = func() templ.Component {
		all := []any{button("click", click{})}
		for i, c := range children {
			all = append(all, live.Component(fmt.Sprint(i), c))
		}
		return markup(all...)
	}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, []string{"first mount", "first render", "first joined"}, seen[:3])
	seen = nil
	p.Click(".click")
	require.Equal(t, []string{"first render", "second mount", "second render", "second joined"}, seen[:4])
}

// The changes made by Joined of a component that is added later are rendered without another event.
func TestComponent_LateJoinedIsRendered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var child *stub
		v := &stub{events: on(func(click) {
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
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		go func() {
			for err := error(nil); err == nil; _, err = p.Read() {
			}
		}()
		synctest.Wait()
		renders := v.renders
		p.send("live_test.click")
		synctest.Wait()
		require.Contains(t, p.html(), "joined")
		require.Equal(t, 2, v.renders-renders)
		require.Equal(t, 1, child.joins)
	})
}

// A failed render changes nothing: components it mounted are unmounted, components it did not reach
// stay mounted, and the previous HTML is kept.
func TestRender_ErrorKeepsPreviousState(t *testing.T) {
	kept, late := newRow(1), newRow(2)
	broken := false
	v := &stub{events: eventsWith(handle(func(toggle) { broken = !broken }), handle(func(click) {}))}
	v.render = func() templ.Component {
		if !broken {
			return markup(button("toggle", toggle{}), `<ul>`, live.Component("kept", kept), `</ul>`)
		}
		return markup(button("toggle", toggle{}), live.Component("late", late), `<i`, failingComponent{})
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".tap").Click(".toggle")
	require.Equal(t, []string{"1: 1tapremoveclick"}, p.Texts("li"))
	require.Contains(t, p.Flash(live.FlashError), "test error")
	require.Equal(t, []int{1, 0}, []int{kept.mounts, kept.unmounts})
	require.Equal(t, late.mounts, late.unmounts)
	require.NotZero(t, late.mounts)
	require.Zero(t, late.joins)

	p.Click(".tap")
	p.Click(".toggle")
	require.Equal(t, []string{"1: 2tapremoveclick"}, p.Texts("li"))
	require.Equal(t, []int{1, 0}, []int{kept.mounts, kept.unmounts})
}

// A failing Mount of a component fails the render. The error names the component.
func TestComponent_MountError(t *testing.T) {
	child := &stub{mount: func(*live.Socket) error { return errors.New("no such row") }}
	shown := false
	v := &stub{events: on(func(toggle) { shown = true })}
	v.render = func() templ.Component {
		if shown {
			return live.Component("child", child)
		}
		return button("toggle", toggle{})
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".toggle")
	require.True(t, p.Has(".toggle"))
	require.Contains(t, p.Flash(live.FlashError), `mount component "child"`)
	require.Contains(t, p.Flash(live.FlashError), "no such row")
	require.Zero(t, child.unmounts)
}

// A panicking render unmounts the components it mounted, once. Then the view is remounted.
func TestRender_PanicRemountsView(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var views []*stub
		late := newRow(2)
		a := serve(t, &live.Server{Handler: pageMux(func(*http.Request) live.View {
			broken := false
			v := &stub{events: on(func(toggle) { broken = true })}
			v.render = func() templ.Component {
				if broken {
					return markup(live.Component("late", late), panickingComponent{})
				}
				return button("toggle", toggle{})
			}
			views = append(views, v)
			return v
		})}, nil)
		p := a.browser().open("/")
		ref := p.send("live_test.toggle")
		p.requireClose(wire.Remount, wire.Crashed)
		require.Equal(t, "applied", p.outcome(ref), "the handler itself succeeded")
		synctest.Wait()
		require.Equal(t, []int{1, 1, 1}, []int{views[0].unmounts, late.mounts, late.unmounts})
		require.Contains(t, a.log.String(), "test error")

		require.NoError(t, p.join())
		require.False(t, p.Adopted())
		require.Len(t, views, 2)
		require.Contains(t, p.html(), "toggle")
	})
}

// Components are unmounted before their parents, once, and after their contexts are canceled.
func TestUnmount_ChildrenFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		nested := func(name string, inner ...any) *unmountRecorder {
			v := &unmountRecorder{name: name, seen: &seen}
			v.render = func() templ.Component { return markup(append(append([]any{`<div>`}, inner...), `</div>`)...) }
			v.mount = func(s *live.Socket) error { v.ctxErr = s.Context().Err; return nil }
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

type unmountRecorder struct {
	stub
	name   string
	seen   *[]string
	ctxErr func() error
}

func (v *unmountRecorder) Unmount() { *v.seen = append(*v.seen, fmt.Sprint(v.name, " ", v.ctxErr())) }

// paramsComponent uses OnParams, which is reserved for the page's view.
type paramsComponent struct{ stub }

func (v *paramsComponent) Events() live.Events {
	return live.Events{live.OnParams(func(*live.Socket, struct{ Page int }) error { return nil })}
}

func TestOnParams_InComponentPanics(t *testing.T) {
	v := &stub{render: func() templ.Component { return live.Component("c", &paramsComponent{}) }}
	require.Contains(t, renderError(t, v), "live: OnParams in Events of component *live_test.paramsComponent")
}

// containsItself renders itself as a component.
type containsItself struct{ stub }

func (v *containsItself) Render() templ.Component {
	return markup(`<div>`, live.Component("a", v), `</div>`)
}

// endless renders a new component of its own type each time.
type endless struct{ stub }

func (*endless) Render() templ.Component {
	return markup(`<div>`, live.Component("a", &endless{}), `</div>`)
}

// Components without an end are an error: a stack overflow would end the process.
func TestComponent_EndlessNesting(t *testing.T) {
	require.Contains(t, renderErrorAt(t, &containsItself{}, "/"), `component "a" (*live_test.containsItself) contains itself`)
	require.Contains(t, renderErrorAt(t, &endless{}, "/"), "more than 256 nested components")
}
