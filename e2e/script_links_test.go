package e2e

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A linkView has links of several kinds, and shows from where the page was reached.
type linkView struct{ from string }

type linkEvent struct{ To string }

func (v *linkView) OnParams(*live.Socket, struct{ N int }) error { return nil }

func (v *linkView) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, e linkEvent) error { return s.Navigate(e.To) })}
}

func (v *linkView) Render() templ.Component {
	var b strings.Builder
	for _, link := range [][2]string{
		{"there", "/#place"}, {"here", "#place"}, {"mail", "mailto:ann@example.org"},
		{"query", "?n=1"}, {"refresh", "/refresh"}, {"missing", "/missing"}, {"static", "/static"},
	} {
		fmt.Fprintf(&b, `<a id="%s" href="%s">%s</a> `, link[0], link[1], link[0])
	}
	return templ.Raw(`<h1>Links</h1><p id="from">` + v.from + `</p>` + b.String() + `<a id="patch" live-patch href="?n=3">patch</a> <a id="saved" href="/static" download>saved</a>
		<button live-click="e2e.linkEvent?to=%2F%23place" id="event-place">place</button>
		<p id="place">place</p>`)
}

func newLinkSite() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(r *http.Request) live.View {
		_, from, _ := strings.Cut(strings.TrimPrefix(r.Referer(), "http://"), "/")
		return &linkView{from + " " + r.Header.Get("Sec-Fetch-Site")}
	}))
	html := func(path, text string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<!doctype html>"+text)
		})
	}
	html("/refresh", `<meta http-equiv="refresh" content="0; url=/?n=2">`)
	html("/static", `<base href="/deep/"><h1>Static</h1><a href="er">deeper</a><form action=""><button>go</button></form>`)
	html("/deep/er", `<h1>Deep</h1>`)
	mux.HandleFunc("GET /text", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a <b>b</b>") })
	return &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)}
}

// Links lead to the same place in memory as in a browser, or keep the page with its state.
func TestScript_Links(t *testing.T) {
	t.Parallel()
	runScript(t, newLinkSite, func(t *testing.T, open openFunc) {
		p := open("/")
		at := func(p *livetest.Page) []any { return []any{p.URL(), p.Status(), p.Text("h1")} }
		for _, id := range []string{"there", "here", "saved", "event-place"} {
			p.Click("#" + id)
			require.Equal(t, []any{"/", 200, "Links"}, at(p), id)
		}
		require.Equal(t, "none", p.Text("#from"))
		p.Click("#query")
		require.Equal(t, []any{"/?n=1", 200, "Links"}, at(p))
		require.Equal(t, "same-origin", p.Text("#from"))
		p.Click("#refresh")
		require.Equal(t, []any{"/?n=2", 200, "Links"}, at(p))
		p.Click("#patch")
		require.Equal(t, []any{"/?n=3", 200, "Links"}, at(p), "the status of the document, which has had another URL")
		p.Back()
		p.ExpectStatus(http.StatusNotFound).Click("#missing")
		require.Equal(t, []any{http.StatusNotFound, "404 page not found"}, []any{p.Status(), p.Text("pre")})
		p.Back().Click("#static")
		require.Equal(t, []any{"/static", 200, "Static"}, at(p))
		p.Form("form").Submit().Click("a")
		require.Equal(t, []any{"/deep/er", 200, "Deep"}, at(p))
		require.Equal(t, "a <b>b</b>", p.Navigate("/text").Text("pre"))
	})
}
