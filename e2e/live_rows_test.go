package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

const rowIDs = `[...document.querySelectorAll("li")].map(e => Number(e.querySelector("b").textContent))`

// Reordered components keep their elements, focus and caret, and events reach the right component.
func TestRows_Moved(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Rows { return views.NewRows(&journal, 5) })))
	tab := openConnected(t, s.url())
	tab.Do(`window.rows = new Map([...document.querySelectorAll("li")].map(e => [e.querySelector("b").textContent, e]))`)
	requireSameElements := func() {
		t.Helper()
		require.Equal(t, "true", tab.Text(`[...document.querySelectorAll("li")].every(e => {
			const row = window.rows.get(e.querySelector("b").textContent)
			return !row || row === e
		})`), "a row has another element")
	}

	tab.Click("li:nth-child(2) input")
	tab.Keys("note of two" + kb.Home)
	tab.Do(`window.box = document.activeElement; window.blurs = 0; box.onblur = () => window.blurs++
		document.activeElement.setSelectionRange(2, 4)`)
	tab.Keys(kb.F2) // reverses the list
	tab.Until(`JSON.stringify(` + rowIDs + `) === "[5,4,3,2,1]"`)
	requireSameElements()
	require.Equal(t, "true 0 [2,4]", tab.Text(`(document.activeElement === window.box) + " " + window.blurs + " " + JSON.stringify(`+caret+`)`))
	tab.Keys("T")
	tab.Until(`document.activeElement.value === "noT of two"`)

	tab.Click("li:nth-child(1) .hit") // row 5
	tab.Click("#insert")
	tab.Until(`document.querySelectorAll("li").length === 6`)
	tab.Click("li:nth-child(2) .hit")    // row 5 again
	tab.Click("li:nth-child(4) .remove") // row 3
	tab.Until(`JSON.stringify(` + rowIDs + `) === "[101,5,4,2,1]"`)
	tab.Click("#reverse")
	tab.Until(`JSON.stringify(` + rowIDs + `) === "[1,2,4,5,101]"`)
	tab.Click("li:nth-child(3) .hit") // row 4
	tab.Until(`document.querySelector("li:nth-child(3) .hit").textContent === "1 hits"`)
	requireSameElements()
	require.Equal(t, []string{
		"mount 1", "mount 2", "mount 3", "mount 4", "mount 5",
		"hit 5", "mount 101", "hit 5", "unmount 3", "hit 4",
	}, journal.Lines())
	require.Equal(t, "noT of two", tab.Text(`document.querySelector("li:nth-child(2) input").value`))
}
