package gallery

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/pubsub"
)

// contentSecurityPolicy allows only resources of this server. Trusted Types prevent scripts from
// turning text into HTML; "lively" is the policy of Lively's client.
var contentSecurityPolicy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types lively", // the last, because pages with a policy of their own add a name
}, "; ")

// SecurityHeaders adds the recommended security headers to every response.
func SecurityHeaders(next http.Handler) http.Handler {
	policies := map[string]string{} // by path
	for _, p := range pages.All(new(pubsub.Local)) {
		if p.DefaultPolicy {
			policies["/"+p.Name] = contentSecurityPolicy + " default"
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", cmp.Or(policies[r.URL.Path], contentSecurityPolicy))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}
