package auth

import (
	"net/http"
	"strings"
)

var contentSecurityPolicy = strings.Join([]string{
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src data:", "connect-src 'self'", "form-action 'self'",
	"base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types lively",
}, "; ")

// securityHeaders adds headers to every response. Referrer-Policy keeps the token in the path of a reset from other sites.
func securityHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurityPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		next.ServeHTTP(w, r)
	})
}
