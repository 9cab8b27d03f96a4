package e2e

import (
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A flashView shows messages when it is mounted and by its button.
type flashView struct{ undone int }

type (
	flash     struct{}
	undoFlash struct{ ID int }
)

func (v *flashView) Mount(s *live.Socket) error {
	s.Flash(live.FlashInfo, "Welcome", live.FlashFor(time.Millisecond))
	return nil
}

func (v *flashView) Events() live.Events {
	return live.Events{
		live.On(func(s *live.Socket, _ flash) error {
			s.Flash(live.FlashInfo, "Deleted", live.FlashAction("Undo", undoFlash{7}))
			s.Flash(live.FlashError, "Oh")
			return nil
		}),
		live.On(func(_ *live.Socket, e undoFlash) error { v.undone += e.ID; return nil }),
	}
}

func (v *flashView) Render() templ.Component {
	return templ.Raw(`<button live-click="e2e.flash">flash</button>`)
}

// In a real browser and in memory, a test sees the same messages.
func TestBrowser_Flash(t *testing.T) {
	t.Parallel()
	check := func(p *livetest.Page, v *flashView) {
		t.Helper()
		p.Click("button")
		require.Equal(t, []string{"Welcome", "Deleted"}, p.Flashes(live.FlashInfo))
		require.Equal(t, []string{"Oh"}, p.Flashes(live.FlashError))
		p.ClickFlash("Undo").CloseFlash("Oh")
		require.Equal(t, 7, v.undone)
		require.Equal(t, []string{"Welcome"}, p.Flashes(live.FlashInfo))
		require.Empty(t, p.Flashes(live.FlashError))
	}
	memory, browser := &flashView{}, &flashView{}
	check(livetest.Mount(t, func() live.View { return memory }), memory)
	check(livetest.Browser(t, newTab(t).browser, newServer(viewFunc(func() *flashView { return browser }))), browser)
}
