package live_test

import (
	"context"
	"io"
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
	require.ErrorContains(t, live.Memo("m", 1, markup()).Render(t.Context(), io.Discard), "outside of a page")
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
