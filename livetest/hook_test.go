package livetest_test

import (
	"fmt"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A mapView has a hook that may push picks, and replies to them.
type mapView struct {
	last  hookPick
	extra string
}

type (
	hookPick struct {
		ID, X int
		Tags  []string
	}
	hookOther struct{}
)

func (v *mapView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, e hookPick) error {
		v.last = e
		if e.X == 0 {
			return nil
		}
		return s.Reply(map[string]int{"x": e.X})
	})}
}

func (v *mapView) Render() templ.Component {
	return templ.Raw(fmt.Sprintf(`<div id="map" live-hook="map" live-push="livetest_test.hookPick?id=7&amp;tags=a%s">%v</div>`, v.extra, v.last))
}

// A test pushes only what a script could push, and the view must handle all of that.
func TestHook_PushedEvents(t *testing.T) {
	mount := func(t testing.TB, extra string) *livetest.Page {
		return livetest.Mount(t, func() live.View { return &mapView{extra: extra} })
	}
	p := mount(t, "")
	h := p.Hook("#map")
	require.Equal(t, "map", h.Name())
	require.True(t, h.Mounted())
	require.Equal(t, "{7 3 [a]}", h.Push(hookPick{X: 3}).Text("#map"))
	require.Equal(t, `{"x":3}`, h.Reply())
	require.Equal(t, "{8 0 [b c]}", h.Push(hookPick{ID: 8, Tags: []string{"b", "c"}}).Text("#map"))
	require.Empty(t, h.Reply())

	require.Contains(t, failure(t, func(t testing.TB) { mount(t, "").Hook("#map").Push(hookOther{}) }),
		"Push(livetest_test.hookOther): live.Hook of <div")
	require.Contains(t, failure(t, func(t testing.TB) { mount(t, " shop.Gone") }), `no handler for event "shop.Gone"`)
	require.Contains(t, failure(t, func(t testing.TB) {
		livetest.Mount(t, func() live.View { return &listView{`<p live-push="shop.Gone"></p>`} })
	}), "shop.Gone")
}
