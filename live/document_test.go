package live_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// withNonce is middleware that stores nonce for templ.
func withNonce(nonce string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(templ.WithNonce(r.Context(), nonce)))
	})
}

// Browsers show the default layout in dark mode, too.
func TestDocument_DefaultLayoutHasColorScheme(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, body := serve(t, &live.Server{Handler: (&viewFactory{}).handler()}, nil).browser().get("/")
		require.Contains(t, body, `<meta name="color-scheme" content="light dark">`)
	})
}

// The client script has the nonce of the request, in the default layout and in another one, with
// middleware inside and outside of the server.
func TestDocument_Nonce(t *testing.T) {
	layout := func(d live.Document) templ.Component {
		return markup(`<!doctype html><title>x</title>`, d.Head, d.Root)
	}
	for nonce, attr := range map[string]string{
		"":          `"></script>`,
		"abc123+/=": `" nonce="abc123+/="></script>`,
		`"><b>'&`:   `" nonce="&#34;&gt;&lt;b&gt;&#39;&amp;"></script>`,
	} {
		for _, c := range []struct {
			layout func(live.Document) templ.Component
			inside bool
		}{{nil, true}, {nil, false}, {layout, true}, {layout, false}} {
			synctest.Test(t, func(t *testing.T) {
				srv := &live.Server{Handler: (&viewFactory{}).handler(), Layout: c.layout}
				var outer http.Handler
				if c.inside {
					srv.Handler = withNonce(nonce, srv.Handler)
				} else {
					outer = withNonce(nonce, srv)
				}
				b := serve(t, srv, outer).browser()
				_, body := b.get("/")
				require.Contains(t, body, `<script defer src="`+clientScriptURL(t, body)+attr)
				require.True(t, b.open("/").Adopted())
			})
		}
	}
}

// The log has one warning that Dev is set.
func TestServer_DevIsAnnounced(t *testing.T) {
	for _, dev := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			a := serve(t, &live.Server{Handler: pageMux(factoryOf(&view{})), Dev: dev}, nil)
			a.browser().get("/")
			a.browser().get("/")
			require.Equal(t, dev, strings.Count(a.log.String(), "not for production") == 1, a.log.String())
		})
	}
}
