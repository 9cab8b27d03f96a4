package live_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// withTitle returns a layout whose title element contains what title returns for the view's title.
func withTitle(title func(string) string) func(live.Document) templ.Component {
	return func(d live.Document) templ.Component {
		return markup(`<!doctype html><html><head>`, title(d.Title), d.Head, `</head><body>`, d.Root, `</body></html>`)
	}
}

func element(text string) string { return "<title>" + text + "</title>" }

// layouts returns layouts by what they do with the title of the view.
func layouts() map[string]struct{ title, want func(string) string } {
	suffix := func(t string) string { return t + " · Shop & Co" }
	return map[string]struct{ title, want func(string) string }{
		"suffix":        {func(t string) string { return element(html.EscapeString(suffix(t))) }, suffix},
		"twice":         {func(t string) string { return element(t + ": " + t) }, func(t string) string { return t + ": " + t }},
		"white space":   {func(t string) string { return element("\n  " + t + "\n  · \t Shop\n") }, func(t string) string { return strings.TrimSpace(t + " · Shop") }},
		"right to left": {func(t string) string { return element("חנות \u200f" + t) }, func(t string) string { return "חנות \u200f" + t }},
		"upper case":    {func(t string) string { return element(strings.ToUpper(t)) }, strings.ToUpper},
		"truncated":     {func(t string) string { return element(t[:min(len(t), 3)]) }, func(t string) string { return t[:min(len(t), 3)] }},
		"comment":       {func(t string) string { return "<!-- <title>x</title> -->" + element(suffix(t)) }, suffix},
		"attributes":    {func(t string) string { return "<title lang=\"en\">" + suffix(t) + "</title >" }, suffix},
		"unchanged":     {element, func(t string) string { return t }},
		"name if it is empty": {func(t string) string {
			if t == "" {
				return element("Shop")
			}
			return element(t + " | Shop")
		}, func(t string) string {
			if t == "" {
				return "Shop"
			}
			return t + " | Shop"
		}},
	}
}

// A layout that decorates the title decorates every later title in the same way: after an event, a
// remount, and Back.
func TestTitle_DecoratedByLayout(t *testing.T) {
	for name, c := range layouts() {
		for _, first := range []string{"Inbox", ""} {
			t.Run(name+"/"+first, func(t *testing.T) {
				srv := &live.Server{Layout: withTitle(c.title), Handler: live.Page(func(*http.Request) live.View {
					v := &titledView{stub: stub{}, title: first}
					v.events = func() live.Events {
						return live.Events{
							handle(func(e tap) { v.title = fmt.Sprintf("(%d) %s", e.ID, first) }),
							handle(func(remove) { v.title = "" }),
							live.OnParams(func(_ *live.Socket, q search) error {
								if q.Page > 0 {
									v.title = fmt.Sprint("page ", q.Page)
								}
								return nil
							}),
						}
					}
					v.render = func() templ.Component {
						return markup(button("tap", tap{7}), button("remove", remove{}), `<a class="two" `, live.Patch(search{Page: 2}), `>2</a>`)
					}
					return v
				})}
				want := func(title string) string { return strings.Join(strings.Fields(c.want(title)), " ") }
				p := livetest.Open(t, srv, "/?page=0")
				require.Equal(t, want(first), p.Title())
				require.Equal(t, want("(7) "+first), p.Click(".tap").Title())
				require.Equal(t, want("page 2"), p.Click(".two").Title())
				require.Equal(t, want("page 2"), p.KillSession().Title())
				p.Click(".tap")
				require.Equal(t, want("page 2"), p.Disconnect().KillSession().Resume().Title())
				require.Equal(t, want(""), p.Click(".remove").Title())
				require.Equal(t, want(first), p.Reload().Navigate("/").Title())
			})
		}
	}
}

// A layout that does not use the title of the view, or fails outside of the GET, has no effect on later
// titles.
func TestTitle_IgnoredByLayout(t *testing.T) {
	for name, c := range map[string]struct {
		layout func(live.Document) templ.Component
		log    string
	}{
		"fixed title": {withTitle(func(string) string { return element("Shop") }), ""},
		"no title":    {withTitle(func(string) string { return "" }), ""},
		"panic": {func(d live.Document) templ.Component {
			return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
				if ctx.Value(http.ServerContextKey) == nil || d.Title == "next" {
					panic("layout needs the request")
				}
				return withTitle(element)(d).Render(ctx, w)
			})
		}, "layout needs the request"},
	} {
		t.Run(name, func(t *testing.T) {
			var log logBuffer
			v := &titledView{title: "first"}
			v.events = on(func(click) { v.title = "next" })
			v.render = func() templ.Component { return button("click", click{}) }
			srv := &live.Server{Layout: c.layout, Handler: live.Page(factoryOf(v)), Log: slog.New(slog.NewTextHandler(&log, nil))}
			p := livetest.Open(t, srv)
			require.Equal(t, "next", p.Click(".click").Title())
			require.Equal(t, "next", p.KillSession().Title())
			require.Contains(t, log.String(), c.log)
		})
	}
}

// After a crash, too, the title of the new view is decorated.
func TestTitle_DecoratedAfterCrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		layout := withTitle(func(t string) string { return element(t + " · Shop") })
		a := serve(t, &live.Server{Layout: layout, Handler: pageMux(func(*http.Request) live.View {
			v := &titledView{title: "first"}
			v.events = func() live.Events {
				return live.Events{handle(func(click) { v.title = "next" }), handle(func(toggle) { panic("bang") })}
			}
			return v
		})}, nil)
		p := a.browser().open("/")
		require.Equal(t, "first · Shop", p.Title())
		p.sendAndWait("live_test.click")
		require.Equal(t, []string{`["title","next · Shop"]`}, p.effects())
		p.send("live_test.toggle")
		p.requireClose(wire.Remount, wire.Crashed)
		require.NoError(t, p.join())
		require.Equal(t, "first · Shop", p.Title())
	})
}
