package e2e_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A hallView contains nested doors, and each door a nested bell. One more door is lazy.
type hallView struct {
	Doors, Rings int
}

type (
	hallAdd  struct{}
	bellRing struct{}
	ringing  struct{ Door int }
)

func (v *hallView) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, hallAdd) error { v.Doors++; return nil }),
		live.On(func(_ *live.Socket, r ringing) error { v.Rings += r.Door; return nil }),
	}
}

func (v *hallView) Render() templ.Component {
	parts := []templ.Component{templ.Raw(fmt.Sprintf(`<p id="rings">%d</p><button type="button" id="add" live-click="e2e_test.hallAdd">Add</button>`, v.Rings))}
	for i := range v.Doors {
		parts = append(parts, live.Nested(fmt.Sprint(i), doorProps{i + 1, v.Doors}, newDoor))
	}
	parts = append(parts, templ.Raw(`<p style="height: 3000px">Far below</p>`), live.Nested("lazy", doorProps{9, v.Doors}, newDoor, live.Lazy()))
	return templ.Join(parts...)
}

type doorProps struct{ Door, Doors int }

type doorView struct {
	doorProps
	text string
}

func newDoor(p doorProps) live.View { return &doorView{doorProps: p} }

func (v *doorView) Props(_ *live.Socket, p doorProps) error { v.doorProps = p; return nil }

type doorName struct{ Text string }

func (v *doorView) Events() live.Events {
	return live.Events{
		live.On(func(s *live.Socket, e doorName) error {
			v.text = e.Text
			s.Flash(live.FlashInfo, "named "+e.Text)
			return nil
		}),
		live.On(func(s *live.Socket, _ ringing) error { s.Send(ringing{v.Door}); return nil }),
	}
}

func (v *doorView) Render() templ.Component {
	return templ.Join(
		templ.Raw(fmt.Sprintf(`<form id="form-%d" live-submit="e2e_test.doorName"><input name="text" aria-label="name"></form><b>%d of %d %s</b>`, v.Door, v.Door, v.Doors, v.text)),
		live.Nested("bell", v.Door, func(door int) live.View { return &bellView{door: door} }),
	)
}

type bellView struct{ door, rings int }

func (v *bellView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, _ bellRing) error {
		v.rings++
		s.Send(ringing{})
		return nil
	})}
}

func (v *bellView) Render() templ.Component {
	return templ.Raw(fmt.Sprintf(`<button type="button" id="bell-%d" live-click="e2e_test.bellRing">Ring</button><i>%d</i>`, v.door, v.rings))
}

// The same test runs in memory and in a browser.
func TestBrowser_Nested(t *testing.T) {
	t.Parallel()
	script := func(t *testing.T, p *livetest.Page) {
		require.Equal(t, []string{"1 of 1", "9 of 1"}, p.Texts("b"))
		p.Click("#bell-1").Click("#bell-9").Click("#add")
		require.Equal(t, []string{"1 of 2", "2 of 2", "9 of 2"}, p.Texts("b"))
		require.Equal(t, []string{"1", "0", "1"}, p.Texts("i"))
		require.Equal(t, "10", p.Text("#rings"))
		p.Form("#form-2").Fill("text", "Oak").Submit()
		require.Equal(t, "named Oak", p.Flash(live.FlashInfo))
		require.Equal(t, []string{"1 of 2", "2 of 2 Oak", "9 of 2"}, p.Texts("b"))
		p.Disconnect().Resume().Click("#bell-2")
		require.Equal(t, []string{"1", "1", "1"}, p.Texts("i"))
		p.DropFrames(1).Click("#bell-2")
		require.Equal(t, []string{"1", "2", "1"}, p.Texts("i"))
		require.Equal(t, "14", p.Text("#rings"))
		p.KillSession()
		require.Equal(t, []string{"1 of 1", "9 of 1"}, p.Texts("b"))
		p.Click("#bell-1")
		require.Equal(t, []string{"1", "0"}, p.Texts("i"))
	}
	handler := func() http.Handler {
		return &live.Server{Handler: live.Page(func(*http.Request) live.View { return &hallView{Doors: 1} }), Dev: true, EventRate: 1e6, EventBurst: 1e6}
	}
	t.Run("memory", func(t *testing.T) { script(t, livetest.Open(t, handler())) })
	t.Run("browser", func(t *testing.T) { script(t, livetest.Browser(t, e2e.NewDriver(t), handler())) })
}
