package live

import (
	"bytes"
	"context"
	"errors"
	"html"
	"maps"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/wire"
)

// An errorResponse is the response to a request that could not be served.
type errorResponse struct {
	status   int
	location string      // of a redirect, which ErrorPage has asked for; "" means none
	header   http.Header // that the view has set; nil means none
	document []byte      // nil means a plain text
	text     string      // used without a document
}

// writeError responds to the request of a page that could not be served.
func (srv *Server) writeError(w http.ResponseWriter, r *http.Request, err error) {
	if e, ok := errors.AsType[*RedirectError](err); ok && e.isValid() {
		errorResponse{location: e.To}.write(w, r)
		return
	}
	status := statusOf(err)
	switch {
	case errors.Is(err, errPostEvent):
		srv.warn(r, "live: POST refused", "err", err)
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil: // the user has gone to another page
	case status >= http.StatusInternalServerError:
		srv.logs.Error(r, "live: cannot render page", err, "path", r.URL.Path)
	}
	if l, ok := err.(*locatedError); ok {
		err = l.error
	}
	srv.newErrorResponse(r, status, err).write(w, r)
}

// newErrorResponse returns the response for err: the error page of the application or, if there is none or it fails,
// that of this package.
func (srv *Server) newErrorResponse(r *http.Request, status int, err error) errorResponse {
	if srv.ErrorPage != nil && wantsDocument(r) {
		res, failed := srv.renderErrorPage(r, status, err)
		if failed == nil && (res.document != nil || res.location != "") {
			return res
		}
		if failed != nil {
			srv.logs.Error(r, "live: Server.ErrorPage failed", failed, "in", "ErrorPage", "path", r.URL.Path)
			err = errors.Join(err, failed)
		}
	}
	res := errorResponse{status: status, text: srv.plainText(status, err)}
	if status == http.StatusInternalServerError {
		res.document = []byte(srv.errorPage(err))
	}
	return res
}

// wantsDocument reports whether the response to r may be shown to the user as a page. That of a script, an image or a
// synthetic GET is not.
func wantsDocument(r *http.Request) bool {
	if syntheticGetFrom(r.Context()) != nil || isRecheck(r) {
		return false
	}
	accept := strings.Join(r.Header.Values("Accept"), ",")
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "": // also of other clients than browsers
		return accept == "" || strings.Contains(accept, "text/html") || strings.Contains(accept, "*/*")
	case "document", "iframe", "frame":
		return true
	case "empty": // fetch
		return strings.Contains(accept, "text/html")
	}
	return false
}

// errorPageHandler is the page of the views of ErrorPage. No join can reach it.
var errorPageHandler = &page{}

// renderErrorPage returns the response with the view of ErrorPage, in the layout. It returns no document if there is no
// view. A panic, or a call of runtime.Goexit, is returned as an error.
func (srv *Server) renderErrorPage(r *http.Request, status int, cause error) (res errorResponse, err error) {
	returned := make(chan struct{})
	go func() { // the view may call runtime.Goexit, and its caller must write a response
		defer close(returned)
		err = errors.New("live: Server.ErrorPage called runtime.Goexit")
		defer recoverError(&err)
		res, err = srv.mountErrorPage(r, status, cause)
	}()
	<-returned
	return res, err
}

// mountErrorPage mounts and renders the view of ErrorPage.
func (srv *Server) mountErrorPage(r *http.Request, status int, cause error) (res errorResponse, err error) {
	view := srv.ErrorPage(r, status, cause)
	if view == nil {
		return errorResponse{}, nil
	}
	prog := srv.newBareProgram(errorPageHandler, r, mountRequest{})
	defer prog.ses.End(wire.Lost)
	markup, err := prog.mountAndRender(view)
	if err != nil {
		return errorResponse{}, err
	}
	res = errorResponse{status: status}
	if res.location = prog.redirect(); res.location != "" {
		return res, nil
	}
	d := prog.newDocument("", "", "", markup)
	if srv.Dev && cause != ErrNotFound && cause != ErrForbidden {
		d.Root = templ.Join(d.Root, rawHTML(`<pre id="live-error">`, html.EscapeString(details(cause)), `</pre>`))
	}
	lp := &layoutPass{page: prog, r: r, static: true}
	defer lp.end()
	var doc bytes.Buffer
	if err := srv.appendDocument(r.Context(), lp, &doc, d); err != nil {
		return errorResponse{}, err
	}
	if res.location = lp.redirect(); res.location == "" {
		res.document, res.header = lp.insertFlashes(doc.Bytes()), http.Header{}
		prog.takeResponse(res.header, status)
	}
	return res, nil
}

// write writes the response.
func (res errorResponse) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	maps.Copy(h, res.header)
	h.Set("Cache-Control", "no-store")
	switch {
	case res.location != "":
		http.Redirect(w, r, res.location, http.StatusSeeOther)
	case res.document == nil:
		http.Error(w, res.text, res.status)
	default:
		for _, name := range []string{"Etag", "Last-Modified"} {
			h.Del(name) // of the response that could not be completed
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(res.status)
		_, _ = w.Write(res.document)
	}
}

// plainText returns the text of a response without a document.
func (srv *Server) plainText(status int, err error) string {
	if e, ok := errors.AsType[*StatusError](err); ok && srv.Dev && e.Err != nil {
		return e.Err.Error()
	}
	switch status {
	case http.StatusNotFound:
		return "404 page not found" // as http.NotFound
	case http.StatusRequestURITooLong:
		return textURLTooLong
	}
	return http.StatusText(status)
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
