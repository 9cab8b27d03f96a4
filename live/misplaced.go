package live

import (
	"errors"
	"log/slog"
	"net/http"
)

// The errors of an application whose parts are nested in the wrong way. No request can be served then,
// so the responses show them in production, too.
var (
	errPageOutside = errors.New("live: Page used outside a live.Server; set the router as Server.Handler, " +
		"and let middleware keep the context of the request")
	errOwnHandler  = errors.New("live: Server.Handler contains the Server itself; set it to the application's router")
	errDefaultMux  = errors.New("live: Server.Handler is nil, which means http.DefaultServeMux, and that contains the Server itself; set it to the application's router")
	errInnerServer = errors.New("live: a live.Server is inside the Handler of another one; use one Server for the whole application, " +
		"and set the router with all pages as its Handler")
)

// refuseNested responds to a request that has passed through a Server already: through srv, so that it
// would be called until the stack overflows, or through another one, whose WebSockets would not reach
// the pages of srv. It reports false if r has not.
func (srv *Server) refuseNested(w http.ResponseWriter, r *http.Request) bool {
	outer, ok := r.Context().Value(mountPointKey{}).(mountPoint)
	if !ok {
		return false
	}
	err := errInnerServer
	switch {
	case outer.Server == srv && srv.Handler == nil:
		err = errDefaultMux
	case outer.Server == srv:
		err = errOwnHandler
	}
	outer.logs.Error(r, "live: cannot serve the request", err, "path", shorten(outer.pagePath(r)))
	refuseRequest(w, err.Error(), http.StatusInternalServerError)
	return true
}

// refuseOutside responds to a request that has not passed through a Server.
func refuseOutside(w http.ResponseWriter, r *http.Request) {
	slog.Default().Error(errPageOutside.Error(), "method", r.Method, "path", shorten(r.URL.Path))
	refuseRequest(w, errPageOutside.Error(), http.StatusInternalServerError)
}
