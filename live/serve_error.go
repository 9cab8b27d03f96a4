package live

import "net/http"

// ServeError responds to a request with the status of err, and with what [Server.ErrorPage] shows for it: middleware
// calls it in place of [http.Error]. The status is that of [ErrNotFound], [ErrForbidden] or a [StatusError] that err is
// or wraps, and 500 for any other error, which is logged. The response to a request that did not pass through a [Server],
// or that does not ask for a document, such as that of an image, is a plain text.
//
// ServeError must be called in the goroutine of the request, before the header of the response was written.
func ServeError(w http.ResponseWriter, r *http.Request, err error) {
	if srv, ok := r.Context().Value(mountPointKey{}).(mountPoint); ok {
		srv.writeError(w, r, err)
		return
	}
	status := statusOf(err)
	refuseRequest(w, http.StatusText(status), status)
}

// NotFound responds to a request with 404, as [ServeError] does for [ErrNotFound]. It is the handler for paths
// that the application's router does not have:
//
//	mux.HandleFunc("/", live.NotFound) // http.ServeMux
//	router.NotFound(live.NotFound)     // chi
//
// With [http.ServeMux], the pattern also matches requests with another method for paths that the router has.
func NotFound(w http.ResponseWriter, r *http.Request) { ServeError(w, r, ErrNotFound) }
