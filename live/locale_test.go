package live_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

type localeKey struct{}

// localeOf returns the language that middleware has stored.
func localeOf(ctx context.Context) string {
	lang, _ := ctx.Value(localeKey{}).(string)
	return lang
}

// The language of the request reaches the layout, the title of the document, the messages of the server and a view that is
// mounted again, whose synthetic GET has the cookies and the Accept-Language of the browser.
func TestLocale_ReachesAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
			v := &view{actions: map[string]func(*live.Socket) error{"fail": func(*live.Socket) error { return errors.New("bang") }}}
			v.mount = func(s *live.Socket) error {
				lang := localeOf(s.Context())
				v.html = func() string { return "<p>" + lang + "</p>" }
				return nil
			}
			return v
		}))
		withLocale := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), localeKey{}, r.Header.Get("Accept-Language"))))
		})
		a := serve(t, &live.Server{
			Handler: withLocale,
			Messages: func(ctx context.Context, m live.Message) string {
				return localeOf(ctx) + " " + m.Code + " " + m.Text
			},
			Layout: func(d live.Document) templ.Component {
				return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
					return markup(`<html lang="`, localeOf(ctx), `"><head>`, d.Head, `</head><body>`, d.Root, `</body></html>`).Render(ctx, w)
				})
			},
		}, nil)
		b := a.browser()
		b.header.Set("Accept-Language", "ar")
		_, body := b.get("/")
		require.Contains(t, body, `<html lang="ar">`)
		require.Contains(t, body, `<p>ar</p>`)
		p := b.open("/")
		ref := p.sendAndWait("live_test.action?name=fail")
		require.Equal(t, "refused", p.outcome(ref))
		require.Contains(t, p.effects()[0], `ar failed Something went wrong.`)

		conn := b.dialRaw("/") // mounts a view
		conn.write(joinMessage)
		require.Contains(t, conn.read(), `<p>ar</p>`)
	})
}
