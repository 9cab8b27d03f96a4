package socket

import (
	"errors"
	"net/http"
)

// ErrNoHijack is returned by Upgrade if a middleware hides http.Hijacker.
var ErrNoHijack = errors.New("socket: a middleware around live.Server (http.TimeoutHandler?) hides http.Hijacker; " +
	"apply it to the router inside live.Server instead")

// findHijacker returns the http.Hijacker inside writers that middleware has wrapped around it,
// because gorilla/websocket does not unwrap them.
func findHijacker(w http.ResponseWriter) (http.ResponseWriter, error) {
	for inner := w; ; {
		if _, ok := inner.(http.Hijacker); ok {
			return inner, nil
		}
		u, ok := inner.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w, ErrNoHijack
		}
		inner = u.Unwrap()
	}
}
