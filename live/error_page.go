package live

import (
	"errors"
	"html"
	"io"
	"net/http"
)

// writeError responds to the request of a page that could not be rendered.
func (srv *Server) writeError(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, ErrNotFound) {
		http.NotFound(w, r)
		return
	}
	if errors.Is(err, errPostEvent) {
		srv.warn(r, "live: POST refused", "err", err)
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	srv.logs.Error("live: cannot render page", err, "path", r.URL.Path)
	srv.writeErrorPage(w, err)
}

// writeErrorPage responds with 500. In development, the page includes the error.
func (srv *Server) writeErrorPage(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = io.WriteString(w, srv.errorPage(err))
}

// errorPage returns the document of an error page. It has neither scripts nor styles.
func (srv *Server) errorPage(err error) string {
	title, detail := textErrorTitle, textErrorPage
	if srv.Dev {
		detail = details(err)
	}
	return `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width, initial-scale=1">` +
		`<meta name="color-scheme" content="light dark"><title>` + title + `</title></head><body><h1>` + title + `</h1><pre>` +
		html.EscapeString(detail) + `</pre></body></html>`
}
