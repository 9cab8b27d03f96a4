package menus

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestMenu(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Menus{} })
	for name, leave := range map[string]func(){
		"a click elsewhere":         func() { p.Click("#Mars") },
		"the button":                func() { p.Click("#more") },
		"Escape on the button":      func() { p.Key("#more", "Escape") },
		"Escape on an item":         func() { p.Key("button:contains('Print')", "Escape") },
		"an item":                   func() { p.Click("button:contains('Print')") },
		"a click while it is alone": func() { p.Disconnect().Click("#Venus").Resume() },
	} {
		p.Click("#more")
		require.False(t, p.Has("#menu-items[hidden]"), name)
		require.True(t, p.Has("#more[aria-expanded=true]"), name)
		leave()
		require.True(t, p.Has("#menu-items[hidden]"), name)
		require.True(t, p.Has("#more[aria-expanded=false]"), name)
	}
	require.Equal(t, "You have chosen Print.", p.Text("#chosen"))
}

func TestHover(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Menus{} })
	nothing := p.Text("#details")
	require.Equal(t, "A year takes 88 days.", p.Hover("#Mercury").Text("#details"))
	require.Equal(t, "A day is longer than a year.", p.Focus("#Venus").Text("#details"))
	require.Equal(t, nothing, p.Hover("#planets").Click("#more").Text("#details"), "the mouse has left the planets")
}
