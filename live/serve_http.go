package live

import (
	"context"
	"net/http"
	"strings"

	"github.com/lively-go/lively/internal/compress"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/js"
)

// mountPointKey is the context key of a mountPoint.
type mountPointKey struct{}

// clientPath is the path of the client script, relative to the mount point of the server, and stylesPath that of the
// style sheet. They change with the content of any part of the client.
var (
	clientPath = "/_live/live." + js.Hash + ".js"
	stylesPath = "/_live/live." + js.Hash + ".css"
)

// modulePath returns the path of a module of the client, relative to the mount point of the server.
func modulePath(name string) string { return "/_live/live." + js.Hash + "." + name + ".js" }

// ServeHTTP implements [http.Handler]. If Handler contains the Server itself or another one, the response
// to a request that reaches the inner one is an error, which is logged.
func (srv *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	srv.init()
	if srv.refuseNested(w, r) {
		return
	}
	if !srv.allowsHost(r.Host) && testhook.FromContext(r.Context()) == nil { // a test has no host of its own
		srv.refuseHost(w, r)
		return
	}
	if requested, err := socket.CheckHandshake(r); requested {
		if err != nil {
			srv.refuseUpgrade(w, r, err)
			return
		}
		srv.connect(w, r)
		return
	}
	if isPath(r, clientPath) {
		serveScript(w, r, js.Client, js.Gzip)
		return
	}
	if module, ok := requestedModule(r); ok {
		serveScript(w, r, module.Source, module.Gzip)
		return
	}
	if isCookiePath(r) {
		srv.serveCookie(w, r)
		return
	}
	if isPath(r, stylesPath) {
		serveStyles(w)
		return
	}
	if srv.Dev && isDevPath(r) {
		serveDev(w)
		return
	}
	if err := srv.checkUnsafe(r); err != nil {
		srv.refuseOrigin(w, r, err)
		return
	}
	ctx := context.WithValue(r.Context(), mountPointKey{}, mountPoint{srv, srv.scriptURL(r), srv.disconnects.received.Load()})
	fetch := newPageFetch(r)
	if fetch != nil {
		ctx = context.WithValue(ctx, pageFetchKey{}, fetch)
	}
	if isSafe(r.Method) && strings.Contains(r.Header.Get("Accept"), "text/html") {
		addVary(w.Header(), navigateHeader) // a cache may not return the response to a fetch for a page load
	}
	w, finish := srv.observeResponse(w, r, fetch)
	panicked := true
	defer func() { finish(panicked) }()
	srv.router().ServeHTTP(w, r.WithContext(ctx))
	panicked = false
}

// A mountPoint is a server that handles a request, and the URL of the client script under the path
// prefix at which the outermost handler serves it.
type mountPoint struct {
	*Server
	script string
	since  uint64 // number of the last Disconnect that was received before the request
}

func (srv *Server) router() http.Handler {
	if srv.Handler == nil {
		return http.DefaultServeMux
	}
	return srv.Handler
}

// requestedModule returns the module of the client that r requests.
func requestedModule(r *http.Request) (js.Module, bool) {
	if !strings.Contains(r.URL.Path, "/_live/") {
		return js.Module{}, false
	}
	for _, module := range js.Modules {
		if isPath(r, modulePath(module.Name)) {
			return module, true
		}
	}
	return js.Module{}, false
}

// serveScript serves a script of the client: body, or what gzip returns if the browser accepts that.
func serveScript(w http.ResponseWriter, r *http.Request, body []byte, gzip func() []byte) {
	h := w.Header()
	setStatic(h, "text/javascript; charset=utf-8")
	h.Add("Vary", "Accept-Encoding")
	if compress.AcceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = gzip()
	}
	_, _ = w.Write(body)
}

// serveStyles serves the style sheet of what the client shows of the connection.
func serveStyles(w http.ResponseWriter) {
	setStatic(w.Header(), "text/css; charset=utf-8")
	_, _ = w.Write(js.Styles)
}

// cacheForever is the Cache-Control header of a file whose URL changes with its content.
const cacheForever = "public, max-age=31536000, immutable"

// setStatic sets the headers of a file that browsers may cache forever, because its path changes with its
// content.
func setStatic(h http.Header, contentType string) {
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", cacheForever)
	h.Set("X-Content-Type-Options", "nosniff")
}
