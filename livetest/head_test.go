package livetest_test

import (
	"log/slog"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A teaView is a page with a description and a status.
type teaView struct{ linksView }

func (*teaView) Mount(s *live.Socket) error {
	s.SetStatus(http.StatusGone)
	s.Header().Set("Content-Language", "en")
	return nil
}

func (*teaView) Title() string { return "Tea" }

func (*teaView) Meta() live.Meta {
	return live.Meta{Description: "Green & black", OpenGraph: live.OpenGraph{Image: "https://example.com/tea.png"}}
}

// teaSite has a live page, and an error page for all other paths.
func teaSite() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /tea", live.Page(func(*http.Request) live.View { return &teaView{} }))
	mux.HandleFunc("/", live.NotFound)
	return &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler),
		ErrorPage: func(*http.Request, int, error) live.View { return &missingView{} }}
}

// A missingView is an error page.
type missingView struct{}

func (*missingView) Title() string   { return "Not here" }
func (*missingView) Meta() live.Meta { return live.Meta{Robots: "noindex"} }
func (*missingView) Render() templ.Component {
	return templ.Raw("<h1>Not here</h1><a href=/tea>tea</a>")
}

// A test can read the status, the header and the head of a live page, and of an error page.
func TestHead(t *testing.T) {
	p := livetest.OpenStatus(t, teaSite(), http.StatusGone, "/tea")
	require.NotContains(t, p.HTML(), "<html", "a live page")
	require.Equal(t, []any{http.StatusGone, "en"}, []any{p.Status(), p.Header().Get("Content-Language")})
	require.Equal(t, "Green & black", p.HeadAttr("meta[name=description]", "content"))
	require.Equal(t, "https://example.com/tea.png", p.HeadAttr(`meta[property="og:image"]`, "content"))
	require.Equal(t, "en", p.HeadAttr("html", "lang"))
	require.False(t, p.HeadHas("h1"), "it is in the body")

	p.ExpectStatus(http.StatusNotFound).Navigate("/milk")
	require.Equal(t, []any{http.StatusNotFound, "Not here", "Not here", "no-store"},
		[]any{p.Status(), p.Title(), p.Text("h1"), p.Header().Get("Cache-Control")})
	require.Equal(t, "noindex", p.HeadAttr("meta[name=robots]", "content"))
	require.False(t, p.HeadHas("script"), "the page is not live")
	require.Equal(t, "Tea", p.ExpectStatus(http.StatusGone).Click("a").Title())
}

func TestHead_Misuse(t *testing.T) {
	open := func(t testing.TB) *livetest.Page { return livetest.OpenStatus(t, teaSite(), http.StatusGone, "/tea") }
	for want, do := range map[string]func(t testing.TB){
		`0 elements match "h1" in the head`:      func(t testing.TB) { open(t).HeadAttr("h1", "id") },
		"the element html has no such attribute": func(t testing.TB) { open(t).HeadAttr("html", "dir") },
		`invalid selector "["`:                   func(t testing.TB) { open(t).HeadHas("[") },
		`want one`:                               func(t testing.TB) { open(t).HeadAttr("meta", "content") },
	} {
		require.Contains(t, failure(t, do), want)
	}
}
