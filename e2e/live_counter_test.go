package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	example "github.com/lively-go/lively/examples/counter/counter"
	"github.com/lively-go/lively/live"
)

// A recordedCounter is the example, with a journal.
type recordedCounter struct {
	example.Counter
	journal *views.Journal
}

func (v *recordedCounter) Mount(*live.Socket) error  { v.journal.Add("mount"); return nil }
func (v *recordedCounter) Joined(*live.Socket) error { v.journal.Add("joined"); return nil }
func (v *recordedCounter) Unmount()                  { v.journal.Add("unmount") }

// A page is rendered over HTTP, adopted, and updated: its view is mounted once.
func TestCounter(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *recordedCounter { return &recordedCounter{journal: &journal} })))
	tab := openConnected(t, s.url())
	answerDialogs(tab, true)

	require.Equal(t, "0", tab.Content("output"))
	for range 3 {
		tab.Click("[aria-label='Increase']")
	}
	tab.Until(`document.querySelector("output").textContent === "3"`)
	tab.Click("[aria-label='Decrease']")
	tab.Until(`document.querySelector("output").textContent === "2"`)
	require.Equal(t, "Counter: 2", tab.Text("document.title"))
	require.Equal(t, "0", tab.Text(`document.querySelectorAll(".live-click-loading").length`))

	tab.Click(".quiet")
	tab.Until(`document.querySelector("output").textContent === "0"`)
	tab.Until(`document.querySelector(".quiet").disabled`)
	require.Equal(t, []string{"mount", "joined"}, journal.Lines())
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// When a tab is closed, its view is unmounted.
func TestClosedTabUnmountsView(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *recordedCounter { return &recordedCounter{journal: &journal} })))
	tab := newTab(t).Another()
	tab.Open(s.url())
	tab.WaitConnected()
	tab.Close()
	eventually(t, func() bool { return journal.Count("unmount") == 1 }, func() string { return "the view was not unmounted" })
}

// A confirmation that is answered with no sends no event.
func TestConfirm_No(t *testing.T) {
	t.Parallel()
	s := newSite(t, newServer(func(*http.Request) live.View { return &example.Counter{N: 5} }))
	tab := openConnected(t, s.url())
	answerDialogs(tab, false)
	tab.Click(".quiet")
	tab.Click("[aria-label='Increase']")
	tab.Until(`document.querySelector("output").textContent === "6"`)
}

// answerDialogs makes the tab answer each dialog.
func answerDialogs(tab *Tab, yes bool) {
	tab.t.Helper()
	require.NoError(tab.t, tab.browser.answerDialogs(yes))
}
