package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// isLiked returns an expression for whether the button of a panel shows that it is liked.
func isLiked(name string) string { return `by("` + name + `-like").classList.contains("liked")` }

// With 500 ms of latency, while the page and its nested view are rendered every 50 ms, an optimistic change is shown at
// once and stays, and one whose event is refused is undone. Likewise in a sticky view.
func TestOptimistic_Latency(t *testing.T) {
	t.Parallel()
	journal, s, tab := openPanels(t)
	tab.Do(`window.isOld = true; liveSocket.enableLatencySim(500)`)
	tab.Until(`performance.getEntriesByType("resource").some(({ name }) => name.includes(".debug.js"))`)
	tab.WaitConnected()
	// Clicks within one script: no answer comes in between.
	tab.Do(`window.seen = ["page", "nested", "sticky"].map(name => {
		const like = by(name + "-like"), states = []
		for (const button of [like, by(name + "-doubt")]) {
			button.click()
			states.push(like.classList.contains("liked"))
		}
		return states.join(" ")
	}).join(", ")`)
	require.Equal(t, "true false, true false, true false", tab.Text("seen"))
	for _, name := range panelNames {
		tab.Until(isLiked(name) + ` && !document.querySelector(".live-click-loading")`)
		require.Equal(t, 1, journal.Count("like "+name))
		require.Equal(t, 1, journal.Count("doubt "+name))
	}
	tab.waitForTicks("page")
	tab.waitForTicks("nested")
	for _, name := range panelNames {
		require.Equal(t, "true", tab.JSON(isLiked(name)), name)
	}
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// The view of a page, nested view or sticky view crashes before it acknowledges an event. When it is mounted again, the
// optimistic change of that event is undone.
func TestOptimistic_Crash(t *testing.T) {
	t.Parallel()
	journal, s, tab := openPanels(t)
	for _, name := range []string{"nested", "sticky", "page"} {
		mounts := journal.Count("mount " + name)
		tab.Do(`by("` + name + `-fall").click(); by("` + name + `-like").click(); window.seen = ` + isLiked(name))
		require.Equal(t, "true", tab.JSON("seen"), name)
		eventually(t, func() bool { return journal.Count("mount "+name) == mounts+1 }, func() string { return name + " was not mounted again" })
		tab.WaitConnected()
		tab.Until(`!document.querySelector(".live-error, .live-click-loading")`)
		tab.Click("#" + name + "-open")
		tab.waitText(name+"-opened", "1")
		liked := "false"
		if journal.Count("like "+name) == 1 {
			liked = "true" // the event was sent to the next view
		}
		tab.Until(isLiked(name) + " === " + liked)
		tab.Click("#" + name + "-close")
	}
	require.Equal(t, []string{"/"}, s.loadedPages())
}
