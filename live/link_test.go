package live_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// currentLink returns a link to path with Current, in an element with that id.
func currentLink(id, path string, sections ...string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<a id="`+id+`"`+render(live.Navigate(path))+render(live.Current(ctx, path, sections...))+`>x</a>`)
		return err
	})
}

// linkView shows links in the view itself, in a Memo and in a nested view.
type linkView struct{ nested bool }

func (v *linkView) Render() templ.Component {
	if v.nested {
		return currentLink("nested", "/orders/")
	}
	return markup(
		currentLink("exact", "/orders/?page=2#top"), currentLink("section", "/", "/orders/"), currentLink("other", "/order", "/customers/", ""),
		live.Memo("memo", 1, currentLink("memo", "/orders/")),
		live.Nested("n", 0, func(int) live.View { return &linkView{nested: true} }),
	)
}

// A link to the page itself is current, with another query or fragment, too; and one for its section.
func TestCurrent(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("GET /orders/", live.Page(func(*http.Request) live.View { return &linkView{} }))
	p := livetest.Open(t, &live.Server{Handler: mux, Layout: func(d live.Document) templ.Component {
		return markup(`<!doctype html><html lang="en"><head>`, d.Head, `</head><body>`, d.Root,
			live.Sticky("s", func() live.View { return &stickyLink{} }), `</body></html>`)
	}}, "/orders/?page=3")
	require.Equal(t, "page", p.Attr("#exact", "aria-current"))
	require.Equal(t, "true", p.Attr("#section", "aria-current"))
	require.Zero(t, p.Count("#other[aria-current]"))
	require.Equal(t, "page", p.Attr("#memo", "aria-current"))
	require.Equal(t, "page", p.Attr("#nested", "aria-current"))
	require.Equal(t, "page", p.Attr("#sticky", "aria-current"))
}

type stickyLink struct{}

func (*stickyLink) Render() templ.Component { return currentLink("sticky", "/orders/") }

// In a layout, Current has the page of the request. Outside of a page there is none.
func TestCurrent_InLayout(t *testing.T) {
	r := getPage(t, &live.Server{Layout: func(d live.Document) templ.Component {
		return markup(`<!doctype html><html lang="en"><head><title>`, d.Title, `</title>`, d.Head, `</head><body>`,
			currentLink("home", "/"), currentLink("away", "/away"), d.Root, `</body></html>`)
	}}, showing(`<p></p>`))
	require.Contains(t, r.body, `<a id="home" href="/" live-navigate aria-current="page">`)
	require.Contains(t, r.body, `<a id="away" href="/away" live-navigate>`)
	require.Equal(t, live.Attr{}, live.Current(t.Context(), "/"))
}

// A link leads to a path of this server: a text from a user may be a script, or another site.
func TestNavigate_Invalid(t *testing.T) {
	for _, path := range []string{"", "orders", "?page=2", "//evil.test/", `/\evil.test/`, "https://evil.test/", "javascript:alert(1)", "/a b", "/\n/evil.test"} {
		require.Panics(t, func() { live.Navigate(path) }, path)
		require.Panics(t, func() { live.ReplaceNavigate(path) }, path)
	}
}
