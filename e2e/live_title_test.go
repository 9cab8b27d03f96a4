package e2e

import (
	"testing"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
)

// titleLayout decorates the title of the view, with white space that browsers collapse.
func titleLayout(d live.Document) templ.Component {
	return templ.Join(
		templ.Raw("<!doctype html><html lang=\"en\"><head><title>\n\t"+templ.EscapeString(d.Title)+"\n\t· Shop &amp; Co\n</title>"),
		d.Head, templ.Raw("</head><body>"), d.Root, templ.Raw("</body></html>"))
}

// The title keeps what the layout adds to it: at an update, a remount and Back.
func TestTitle_LayoutInBrowser(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	newTitled := func() *live.Server {
		srv := newServer(viewFunc(func() *recordedCounter { return &recordedCounter{journal: &journal} }))
		srv.Layout = titleLayout
		return srv
	}
	s := newSite(t, newTitled())
	tab := openConnected(t, s.url())
	wait := func(title string) {
		t.Helper()
		tab.Until(`document.title === "` + title + ` · Shop & Co"`)
	}
	wait("Counter: 0")
	tab.Click("[aria-label='Increase']")
	wait("Counter: 1")
	s.kill()
	s.start(newTitled())
	wait("Counter: 0")
	tab.WaitConnected()
	tab.Click("[aria-label='Increase']")
	wait("Counter: 1")
	tab.Open(s.url() + "/?again")
	tab.WaitConnected()
	tab.Click("[aria-label='Decrease']")
	wait("Counter: -1")
	tab.Do(`history.back()`)
	wait("Counter: 1")
}
