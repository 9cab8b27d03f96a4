package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

func openButtons(t *testing.T) (*Tab, chan<- struct{}) {
	release := make(chan struct{})
	s := newSite(t, newServer(viewFunc(func() *views.Buttons { return &views.Buttons{Release: release} })))
	return openConnected(t, s.url()), release
}

// accessibleNodes returns "role name" of each node of the accessibility tree that has one of the
// roles.
func accessibleNodes(tab *Tab, roles ...string) (all []string) {
	tab.t.Helper()
	tree, err := chromedp.Call(tab.chromium(), accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	require.NoError(tab.t, err)
	for _, n := range tree.Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		for _, role := range roles {
			if string(n.Role.Value) == quote(role) {
				name := ""
				if n.Name != nil {
					name = string(n.Name.Value)
				}
				all = append(all, role+" "+name)
			}
		}
	}
	return all
}

// While an event is unacknowledged, the progress bar is visible and the clicked element has a
// loading class.
func TestSlowHandlerShowsProgress(t *testing.T) {
	t.Parallel()
	tab, release := openButtons(t)
	require.Equal(t, "true", tab.Text(`document.querySelector("#live-bar").hidden`))
	tab.Click("#slow")
	tab.Until(`document.querySelector("#slow").classList.contains("live-click-loading")`)
	tab.Until(`!document.querySelector("#live-bar").hidden`)
	require.Equal(t, []string{`progressbar "Loading"`}, accessibleNodes(tab, "progressbar"))
	release <- struct{}{}
	tab.Until(`document.querySelector("#slow-count").textContent === "1"`)
	tab.Until(`document.querySelector("#live-bar").hidden && !document.querySelector(".live-click-loading")`)
	require.Empty(t, accessibleNodes(tab, "progressbar"))
}

// Patches before, between and after the focusable elements neither move the focus nor change the
// order of Tab.
func TestKeyboardNavigation(t *testing.T) {
	t.Parallel()
	tab, _ := openButtons(t)
	requireFocus := func(id string) {
		t.Helper()
		require.Equal(t, id, tab.Text(`document.activeElement.id`))
	}
	for _, id := range []string{"flash", "fail", "slow", "grow"} {
		tab.Keys(kb.Tab)
		requireFocus(id)
	}
	tab.Keys(" ")
	tab.Until(`document.querySelector("#between")`)
	requireFocus("grow")
	for _, id := range []string{"after", "crash"} {
		tab.Keys(kb.Tab)
		requireFocus(id)
	}
	back := func(ids ...string) {
		for _, id := range ids {
			tab.Run(chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(kb.ModifierShift)))
			requireFocus(id)
		}
	}
	back("after", "grow", "between")
	tab.Do(`document.querySelector("#grow").click()`) // removes the focused element
	tab.Until(`!document.querySelector("#between")`)
	require.Equal(t, "true", tab.Text(`["slow", "grow"].includes(document.activeElement.id)`), "a neighbor has the focus")
}
