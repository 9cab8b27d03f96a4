package socket

import (
	"errors"
	"net/http"
)

// ErrNoHijack says that a middleware hides the connection.
var ErrNoHijack = errors.New("socket: a middleware around live.Server (http.TimeoutHandler?) hides http.Hijacker: put it inside, around the router")

// hijackable finds the http.Hijacker below middlewares that wrap the writer: gorilla asserts it and does not unwrap.
func findHijacker(w http.ResponseWriter) (http.ResponseWriter, error) {
	for at := w; ; {
		if _, ok := at.(http.Hijacker); ok {
			return at, nil
		}
		u, ok := at.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return w, ErrNoHijack
		}
		at = u.Unwrap()
	}
}
