// Package gallery shows the pages of package pages, with a menu and their source.
package gallery

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/examples/gallery/pages/languages"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// NewServer returns a server of the gallery at /.
func NewServer() *live.Server {
	bus := new(pubsub.Local)
	all := pages.All(bus)
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", withShell(shell{Pages: all}, live.Page(func(*http.Request) live.View {
		return &Home{Pages: all}
	})))
	for i, p := range all {
		page := live.Page(func(*http.Request) live.View { return p.New() })
		if p.Localized {
			page = languages.Middleware(page)
		}
		mux.Handle("GET /"+p.Name, withShell(shell{Pages: all, Current: i + 1}, page))
	}
	mux.Handle("GET /static/", files)
	return &live.Server{Handler: mux, Layout: layout, Assets: files, Bus: bus, Messages: languages.Message}
}

// A shell is what the layout shows around a page.
type shell struct {
	Pages   []pages.Page
	Current int    // the number of the page in Pages, from 1. Zero means the home page
	Query   string // what the user searches
}

type shellKey struct{}

// withShell stores s in the context of each request, from which the layout reads it.
func withShell(s shell, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := s
		s.Query = r.URL.Query().Get("q")
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), shellKey{}, s)))
	})
}

// english returns the attributes of what is in English on a page that may be in another language.
func english(p *pages.Page) templ.Attributes {
	if p == nil || !p.Localized {
		return nil
	}
	return templ.Attributes{"lang": "en", "dir": "ltr"}
}

func shellOf(ctx context.Context) shell {
	s, _ := ctx.Value(shellKey{}).(shell)
	return s
}

// page returns the page that is shown, or nil for the home page.
func (s shell) page() *pages.Page {
	if s.Current == 0 {
		return nil
	}
	return &s.Pages[s.Current-1]
}

// neighbor returns the page before or after the one that is shown, or nil.
func (s shell) neighbor(by int) *pages.Page {
	i := s.Current - 1 + by
	if s.Current == 0 || i < 0 || i >= len(s.Pages) {
		return nil
	}
	return &s.Pages[i]
}

// newMenu returns the view of the menu.
func (s shell) newMenu() live.View {
	m := &Menu{Pages: s.Pages, Query: s.Query}
	if p := s.page(); p != nil {
		m.Current, m.Query = p.Name, ""
	}
	return m
}
