package live

import (
	"errors"
	"html"
	"net/http"
)

// answerError answers a page that could not be shown.
func (srv *Server) writeError(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, ErrNotFound) {
		http.NotFound(w, r)
		return
	}
	srv.log().Error("live: page failed", "path", r.URL.Path, "err", err)
	srv.writeErrorPage(w, r, err)
}

// errorPage answers with 500 and, in development, with what went wrong.
func (srv *Server) writeErrorPage(w http.ResponseWriter, r *http.Request, err error) {
	title, detail := "Something went wrong", "The page could not be shown. Try again in a moment."
	if srv.Dev {
		detail = err.Error()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	_ = rawHTML(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
		`<meta name="color-scheme" content="light dark"><title>`, title, `</title></head><body><h1>`, title, `</h1><pre>`, html.EscapeString(detail),
		`</pre></body></html>`).Render(r.Context(), w)
}
