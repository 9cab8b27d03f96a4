package live_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// counting returns a component that renders c and increments n.
func counting(n *int, c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		*n++
		return c.Render(ctx, w)
	})
}

func TestMemo_RendersOnValueChange(t *testing.T) {
	renders, value, text := 0, 1, "first"
	v := &stub{events: func() live.Events {
		return live.Events{handle(func(click) { text = "second" }), handle(func(toggle) { value++ })}
	}}
	v.render = func() templ.Component {
		return markup(button("click", click{}), button("toggle", toggle{}), live.Memo("m", value, counting(&renders, markup(`<p>`, text, `</p>`))))
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".click").Click(".click")
	require.Equal(t, "first", p.Text("p"), "the value is unchanged")
	require.Equal(t, 1, renders)
	p.Click(".toggle")
	require.Equal(t, "second", p.Text("p"))
	require.Equal(t, 2, renders)
}

// A Memo that is not rendered is discarded.
func TestMemo_DiscardedWhenNotRendered(t *testing.T) {
	renders, shown := 0, true
	v := &stub{events: on(func(toggle) { shown = !shown })}
	v.render = func() templ.Component {
		if !shown {
			return button("toggle", toggle{})
		}
		return markup(button("toggle", toggle{}), live.Memo("m", 1, counting(&renders, markup(`<p></p>`))))
	}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, 1, renders)
	p.Click(".toggle").Click(".toggle")
	require.Equal(t, 2, renders)
}

// Components inside a Memo stay mounted while it is not rendered. Events of a component invalidate
// every Memo around it, but no other.
func TestMemo_InvalidatedByComponentEvents(t *testing.T) {
	var outer, inner, sibling int
	a, b := newRow(1), newRow(2)
	v := &stub{events: eventsWith(handle(func(click) {}))}
	v.render = func() templ.Component {
		return markup(button("click", click{}), `<ul>`,
			live.Memo("outer", 1, counting(&outer, markup(
				live.Memo("inner", 1, counting(&inner, live.Component("a", a))),
				live.Memo("sibling", 1, counting(&sibling, live.Component("b", b))),
			))), `</ul>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	outer, inner, sibling, a.renders, b.renders = 0, 0, 0, 0, 0 // Joined of the components invalidated the Memos

	p.Click("#live-root > .click").Settle()
	require.Equal(t, []int{0, 0, 0, 0, 0}, []int{outer, inner, sibling, a.renders, b.renders})
	require.Equal(t, []int{1, 0, 1, 0}, []int{a.mounts, a.unmounts, b.mounts, b.unmounts})

	p.Click("li:contains('1:') .tap")
	require.Equal(t, 1, a.n)
	require.Equal(t, []int{1, 1, 0, 1, 0}, []int{outer, inner, sibling, a.renders, b.renders})

	p.Click("li:contains('2:') .tap").Click("li:contains('2:') .tap")
	require.Equal(t, 2, b.n)
	require.Equal(t, []int{3, 1, 2, 1, 2}, []int{outer, inner, sibling, a.renders, b.renders})
	require.Equal(t, []int{1, 0, 1, 0}, []int{a.mounts, a.unmounts, b.mounts, b.unmounts})
}

// An event that bubbles out of a Memo changes the view outside. The Memo stays valid.
func TestMemo_KeptWhenEventBubblesOut(t *testing.T) {
	renders, handled := 0, 0
	r := newRow(1)
	v := &stub{events: eventsWith(handle(func(click) { handled++ }))}
	v.render = func() templ.Component {
		return markup(`<output>`, handled, `</output><ul>`, live.Memo("m", 1, counting(&renders, live.Component("r", r))), `</ul>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	renders, r.renders = 0, 0 // Joined of the row invalidated the Memo
	p.Click("li .click")
	require.Equal(t, "1", p.Text("output"))
	require.Equal(t, []int{0, 0}, []int{renders, r.renders})
}

// Messages and ticks of a component invalidate the Memos around it, as events do.
func TestMemo_InvalidatedByMessagesAndTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[string](&bus, "messages")
		text, ticks := "", 0
		child := &reloading{}
		child.mount = func(s *live.Socket) error {
			live.Every(s, time.Minute, func(*live.Socket, time.Time) error { ticks++; return nil })
			return live.Subscribe(s, topic, func(_ *live.Socket, m string) error { text = m; return nil })
		}
		child.render = func() templ.Component { return markup(`<p>`, text, ` `, ticks, `</p>`) }
		v := &stub{render: func() templ.Component { return live.Memo("m", 1, live.Component("c", child)) }}
		p := livetest.Mount(t, func() live.View { return v })
		require.NoError(t, topic.Publish(t.Context(), "hello"))
		require.Equal(t, "hello 0", p.Settle().Text("p"))
		time.Sleep(time.Minute)
		require.Equal(t, "hello 1", p.Settle().Text("p"))
	})
}

func TestMemo_InvalidUse(t *testing.T) {
	require.PanicsWithValue(t, `live: Memo: value of type []int is not comparable`, func() { live.Memo("m", []int{1}, markup()) })
	for _, value := range []int{1, 2} {
		require.Contains(t, renderError(t, &stub{render: func() templ.Component {
			return markup(live.Memo("m", 1, markup(`<p></p>`)), live.Memo("m", value, markup(`<p></p>`)))
		}}), `Memo "m" is rendered twice`)
	}
	type filter struct {
		ID    int
		Value any
	}
	type nested struct{ Filters [2]any }
	for want, value := range map[string]any{
		`live: Memo "m": value of type live_test.filter is not comparable: .Value holds a []string`:             filter{1, []string{"a"}},
		`live: Memo "m": value of type live_test.filter is not comparable: .Value.Value holds a map[string]int`: filter{1, filter{2, map[string]int{}}},
		`live: Memo "m": value of type [2]interface {} is not comparable: [1] holds a func()`:                   [2]any{1, func() {}},
		`live: Memo "m": value of type live_test.nested is not comparable: .Filters[1].Value.X holds a []int`:   nested{[2]any{nil, filter{3, struct{ X []int }{}}}},
	} {
		require.Contains(t, renderError(t, &stub{render: func() templ.Component { return live.Memo("m", value, markup()) }}), want)
	}
	require.ErrorContains(t, live.Memo("m", 1, markup()).Render(t.Context(), io.Discard), "outside of a page")
}

// A value that becomes uncomparable fails the render, and not the page.
func TestMemo_UncomparableValue(t *testing.T) {
	type filter struct{ Value any }
	renders, value := 0, any("a")
	v := &stub{events: eventsWith(handle(func(click) { value = []string{"a"} }), handle(func(toggle) { value = "b" }))}
	v.render = func() templ.Component {
		return markup(button("click", click{}), button("toggle", toggle{}),
			live.Memo("m", filter{value}, counting(&renders, markup(`<p>`, fmt.Sprint(value), `</p>`))))
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".click")
	require.Contains(t, p.Flash(live.FlashError), `Memo "m": value of type live_test.filter is not comparable: .Value holds a []string`)
	require.Equal(t, "a", p.Text("p"))
	p.Click(".toggle")
	require.Equal(t, "b", p.Text("p"))
	require.Equal(t, 1, v.mounts)
	require.Equal(t, 2, renders)
}

// Equality of values is that of Go: NaN never equals itself, and pointers are compared by address.
func TestMemo_Equality(t *testing.T) {
	type pair struct{ A, B any }
	n := 1
	for name, c := range map[string]struct {
		value func() any
		equal bool
	}{
		"nil":                 {func() any { return nil }, true},
		"NaN":                 {func() any { return math.NaN() }, false},
		"same pointer":        {func() any { n++; return &n }, true},
		"new pointer":         {func() any { m := 1; return &m }, false},
		"equal interfaces":    {func() any { return pair{1, [1]any{"a"}} }, true},
		"interfaces, nil":     {func() any { return pair{} }, true},
		"different types":     {func() any { n++; return []any{pair{1, nil}, pair{"1", nil}}[n%2] }, false},
		"interface with NaN":  {func() any { return pair{math.NaN(), nil} }, false},
		"pointers in structs": {func() any { return pair{&n, &n} }, true},
	} {
		passes, renders := 0, 0
		v := &stub{events: on(func(click) {})}
		v.render = func() templ.Component {
			passes++
			return markup(button("click", click{}), live.Memo("m", c.value(), counting(&renders, markup(`<p></p>`))))
		}
		livetest.Mount(t, func() live.View { return v }).Click(".click")
		require.Greater(t, passes, 2)
		require.Equal(t, map[bool]int{true: 1, false: passes}[c.equal], renders, name)
	}
}

// The content of a Memo from a failed render, which was never sent, is discarded.
func TestMemo_DiscardedAfterFailedRender(t *testing.T) {
	value, broken := 1, false
	v := &stub{events: on(func(toggle) { broken = !broken; value = 2 })}
	v.render = func() templ.Component {
		text, end := "complete", markup()
		if broken {
			text, end = "broken", failingComponent{}
		}
		return markup(button("toggle", toggle{}), live.Memo("m", value, markup(`<p>`, text, `</p>`)), end)
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".toggle")
	require.Equal(t, "complete", p.Text("p"))
	p.Click(".toggle")
	require.Equal(t, "complete", p.Text("p"))
}
