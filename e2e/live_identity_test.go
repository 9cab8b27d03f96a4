package e2e

import (
	"fmt"
	"html"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// A notepad is the page of one user.
type notepad struct {
	user, text string
	journal    *views.Journal
}

type (
	notepadText struct{ Text string }
	notepadSave struct{}
)

func (v *notepad) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e notepadText) error {
			v.text = e.Text
			v.journal.Add("%s typed %s", v.user, e.Text)
			return nil
		}),
		live.On(func(*live.Socket, notepadSave) error { v.journal.Add("%s saved", v.user); return nil }),
	}
}

func (v *notepad) Render() templ.Component {
	return templ.Raw(fmt.Sprintf(`<h1>%s</h1><p>%s</p>
		<form live-change="e2e.notepadText" live-debounce="300"><input name="text" autocomplete="off"></form>
		<form><textarea name="unbound"></textarea></form><details><summary>more</summary></details>
		<button live-click="e2e.notepadSave">save</button>`, html.EscapeString(v.user), html.EscapeString(v.text)))
}

func cookieUser(r *http.Request) string {
	c, err := r.Cookie("user")
	if err != nil {
		return ""
	}
	return c.Value
}

func notepadServer(journal *views.Journal, bus pubsub.Bus) *live.Server {
	srv := newServer(func(r *http.Request) live.View { return &notepad{user: cookieUser(r), journal: journal} })
	srv.Identity, srv.Bus = cookieUser, bus
	srv.Layout = func(d live.Document) templ.Component {
		return templ.Join(templ.Raw(`<!doctype html><html lang="en"><head><title>notes</title>`), d.Head,
			templ.Raw(`</head><body><header>`+html.EscapeString(d.View.(*notepad).user)+`</header>`), d.Root, templ.Raw(`</body></html>`))
	}
	return srv
}

// requireBobsPage requires that the page of Ann became that of Bob, without anything that she did.
func requireBobsPage(t *testing.T, tab *Tab, journal *views.Journal) {
	t.Helper()
	tab.Until(`document.querySelector("header").textContent === "bob"`)
	tab.WaitConnected()
	require.Equal(t, "bob", tab.Text(`document.querySelector("h1").textContent`))
	require.Equal(t, "", tab.Text(`document.querySelector("p").textContent`))
	require.Equal(t, `["",""]`, tab.JSON(`[...document.querySelectorAll("input,textarea")].map(e => e.value)`))
	require.Equal(t, "false", tab.Text(`document.querySelector("details").open`))
	tab.Click("button")
	eventually(t, func() bool { return journal.Count("bob saved") == 1 }, func() string { return "no event was handled" })
	for _, line := range journal.Lines() {
		require.NotContains(t, line, "bob typed")
		require.NotEqual(t, "ann saved", line)
	}
}

// Ann has typed and pressed in a tab that is offline. She logs out and Bob logs in with the same
// browser. When the tab is online again, it shows his page.
func TestIdentity_OtherUserWhileOffline(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	var isLoggedOut atomic.Bool
	// An attempt to connect may be on its way, with the cookie of Ann, when she logs out.
	refuseAnn := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isLoggedOut.Load() && cookieUser(r) == "ann" {
				panic(http.ErrAbortHandler)
			}
			next.ServeHTTP(w, r)
		})
	}
	s := newSite(t, notepadServer(&journal, nil), refuseAnn)
	p := NewProxy(t, s.addr)
	tab := newTab(t)
	tab.Open(p.URL() + "/welcome")
	tab.Do(`document.cookie = "user=ann; path=/"`)
	tab.Open(p.URL())
	tab.WaitConnected()
	tab.Click("textarea")
	tab.Keys("ann's")
	tab.Do(`document.querySelector("details").open = true`)
	tab.Click("input")
	tab.Keys("ann's")
	tab.Until(`document.querySelector("p").textContent === "ann's"`)

	p.SetTarget("127.0.0.1:1")
	p.CutAll()
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	tab.Click("button")
	tab.Click("input")
	tab.Keys(" secret")
	tab.Do(`document.cookie = "user=bob; path=/"`)
	isLoggedOut.Store(true)
	p.SetTarget(s.addr)
	tab.Do(goOnline)
	requireBobsPage(t, tab, &journal)
	require.Equal(t, []string{"/", "/"}, s.loadedPages(), "the document was loaded again, once")
}

// The same while the tab is connected: the logout calls Disconnect.
func TestIdentity_OtherUserWhileConnected(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	var bus pubsub.Local
	s := newSite(t, notepadServer(&journal, &bus))
	tab := newTab(t)
	tab.Open(s.url() + "/welcome")
	tab.Do(`document.cookie = "user=ann; path=/"`)
	tab.Open(s.url())
	tab.WaitConnected()
	tab.Click("input")
	tab.Keys("ann's")
	tab.Until(`document.querySelector("p").textContent === "ann's"`)
	tab.Do(`document.cookie = "user=bob; path=/"`)
	require.NoError(t, live.Disconnect(t.Context(), &bus, "ann"))
	requireBobsPage(t, tab, &journal)
}

// Ann leaves the page by a link and logs out. Bob logs in and goes back: the browser shows the page from
// its cache, or loads it and fills in what Ann had typed.
func TestIdentity_OtherUserGoesBack(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{"cached": "", "loaded": `addEventListener("unload", () => {})`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var journal views.Journal
			s := newSite(t, notepadServer(&journal, nil))
			tab := newTab(t)
			tab.OnLoad(script)
			tab.Open(s.url() + "/welcome")
			tab.Do(`document.cookie = "user=ann; path=/"`)
			tab.Open(s.url())
			tab.WaitConnected()
			tab.Click("textarea")
			tab.Keys("ann's")
			tab.Click("input")
			tab.Keys("ann's")
			tab.Until(`document.querySelector("p").textContent === "ann's"`)
			tab.Leave(`location.href = "/welcome"`)
			tab.Until(`document.title === "welcome"`)
			tab.Do(`document.cookie = "user=bob; path=/"`)
			tab.Leave(`history.back()`)
			tab.Until(`document.title === "notes"`)
			requireBobsPage(t, tab, &journal)
		})
	}
}
