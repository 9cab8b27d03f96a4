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

// counting is a component that counts how often it is rendered.
func counting(n *int, c templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		*n++
		return c.Render(ctx, w)
	})
}

func TestMemoRendersWhenItsValueChanges(t *testing.T) {
	renders, value, text := 0, 1, "first"
	v := &stub{events: func() live.Events {
		return live.Events{handle(func(tip) { text = "second" }), handle(func(flip) { value++ })}
	}}
	v.render = func() templ.Component {
		return markup(button("tip", tip{}), button("flip", flip{}), live.Memo("m", value, counting(&renders, markup(`<p>`, text, `</p>`))))
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".tip").Click(".tip")
	require.Equal(t, "first", p.Text("p"), "the value is the same")
	require.Equal(t, 1, renders)
	p.Click(".flip")
	require.Equal(t, "second", p.Text("p"))
	require.Equal(t, 2, renders)
}

// A Memo that was not rendered for a while is forgotten.
func TestMemoEndsWithItsPlace(t *testing.T) {
	renders, shown := 0, true
	v := &stub{events: on(func(flip) { shown = !shown })}
	v.render = func() templ.Component {
		if !shown {
			return button("flip", flip{})
		}
		return markup(button("flip", flip{}), live.Memo("m", 1, counting(&renders, markup(`<p></p>`))))
	}
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, 1, renders)
	p.Click(".flip").Click(".flip")
	require.Equal(t, 2, renders)
}

// Components below a Memo live on while it is not rendered, and what happens to one of them drops every Memo around it, but no other.
func TestMemoKeepsAndHearsComponents(t *testing.T) {
	var outer, inner, beside int
	a, b := newRow(1), newRow(2)
	v := &stub{events: besides(handle(func(tip) {}))}
	v.render = func() templ.Component {
		return markup(button("tip", tip{}), `<ul>`,
			live.Memo("outer", 1, counting(&outer, markup(
				live.Memo("inner", 1, counting(&inner, live.Component("a", a))),
				live.Memo("beside", 1, counting(&beside, live.Component("b", b))),
			))), `</ul>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	outer, inner, beside, a.renders, b.renders = 0, 0, 0, 0, 0 // Joined of the components dropped the first

	p.Click("#live-root > .tip").Settle()
	require.Equal(t, []int{0, 0, 0, 0, 0}, []int{outer, inner, beside, a.renders, b.renders})
	require.Equal(t, []int{1, 0, 1, 0}, []int{a.mounts, a.unmounts, b.mounts, b.unmounts})

	p.Click("li:contains('1:') .tap")
	require.Equal(t, 1, a.n)
	require.Equal(t, []int{1, 1, 0, 1, 0}, []int{outer, inner, beside, a.renders, b.renders})

	p.Click("li:contains('2:') .tap").Click("li:contains('2:') .tap")
	require.Equal(t, 2, b.n)
	require.Equal(t, []int{3, 1, 2, 1, 2}, []int{outer, inner, beside, a.renders, b.renders})
	require.Equal(t, []int{1, 0, 1, 0}, []int{a.mounts, a.unmounts, b.mounts, b.unmounts})
}

// An event that bubbles out of a Memo changed the view outside: the Memo stays.
func TestMemoStaysWhenTheEventWentOutward(t *testing.T) {
	renders, heard := 0, 0
	r := newRow(1)
	v := &stub{events: besides(handle(func(tip) { heard++ }))}
	v.render = func() templ.Component {
		return markup(`<output>`, heard, `</output><ul>`, live.Memo("m", 1, counting(&renders, live.Component("r", r))), `</ul>`)
	}
	p := livetest.Mount(t, func() live.View { return v })
	renders, r.renders = 0, 0 // Joined of the row dropped the first
	p.Click("li .tip")
	require.Equal(t, "1", p.Text("output"))
	require.Equal(t, []int{0, 0}, []int{renders, r.renders})
}

// A message or a tick of a component below drops the Memos around it, as its handlers do.
func TestMemoHearsMessagesAndTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		topic := pubsub.NewTopic[string](&bus, "news")
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

func TestMemoIsRefused(t *testing.T) {
	require.PanicsWithValue(t, `live: Memo: value of type []int is not comparable`, func() { live.Memo("m", []int{1}, markup()) })
	for _, value := range []int{1, 2} {
		require.Contains(t, failure(t, &stub{render: func() templ.Component {
			return markup(live.Memo("m", 1, markup(`<p></p>`)), live.Memo("m", value, markup(`<p></p>`)))
		}}), `Memo "m" is rendered twice`)
	}
	require.ErrorContains(t, live.Memo("m", 1, markup()).Render(t.Context(), io.Discard), "outside of a page")
}

// A pass that fails may have filled Memos with what was never shown: they are rendered anew.
func TestMemoForgetsAFailedPass(t *testing.T) {
	value, broken := 1, false
	v := &stub{events: on(func(flip) { broken = !broken; value = 2 })}
	v.render = func() templ.Component {
		text, end := "whole", markup()
		if broken {
			text, end = "broken", failing{}
		}
		return markup(button("flip", flip{}), live.Memo("m", value, markup(`<p>`, text, `</p>`)), end)
	}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click(".flip")
	require.Equal(t, "whole", p.Text("p"))
	p.Click(".flip")
	require.Equal(t, "whole", p.Text("p"))
}
