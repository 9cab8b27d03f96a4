package live

import (
	"bytes"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/token"
)

// Page returns a handler that serves the view returned by factory. The factory is called once per
// page load, and again when a page is remounted. It must return a new view each time: if the view is
// mounted already, the response is an error. If it returns nil, the response is 404. The request
// is not valid after the factory has returned: copy what the view needs.
//
// Create each Page once, not per request, and register it for GET with the router of a [Server].
// The handler panics if it is used outside a Server. Joins and resumes reach it through the same
// middleware as page loads. Page panics if factory is nil.
func Page(factory func(*http.Request) View) http.Handler {
	if factory == nil {
		panic("live: Page: factory is nil")
	}
	return &page{factory}
}

// page is the handler that Page returns. Its address identifies it.
type page struct{ factory func(*http.Request) View }

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	srv, ok := r.Context().Value(mountPointKey{}).(mountPoint)
	if !ok {
		panic("live: Page used outside a live.Server; set the router as Server.Handler")
	}
	if g := syntheticGetFrom(r.Context()); g != nil {
		g.reachPage(p, srv.Server, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	prog, html, err := p.mount(srv.Server, r)
	adoptable := false
	defer func() {
		if prog != nil && !adoptable {
			prog.ses.End(0, "")
		}
	}()
	switch {
	case err != nil:
		srv.writeError(w, r, err)
	case prog.redirect != "":
		http.Redirect(w, r, prog.redirect, http.StatusSeeOther)
	default:
		adoptable = p.serve(w, r, srv, prog, html)
	}
}

// mount creates a view for r and renders it. Even if it returns an error, it may return a program,
// which the caller must end.
func (p *page) mount(srv *Server, r *http.Request) (*program, []byte, error) {
	var view View
	testhook.FromContext(r.Context()).CallFactory(func(r *http.Request) { view = p.factory(r) }, r)
	if view == nil {
		return nil, nil, ErrNotFound
	}
	prog, html, err := newProgram(p, srv, r, view)
	if err != nil || prog.redirect != "" {
		return prog, nil, err
	}
	if err := srv.checkMarkup(prog, html); err != nil {
		return prog, nil, err
	}
	if err := prog.ses.FirstRender(html); err != nil {
		return prog, nil, err
	}
	return prog, prog.ses.HTML(), nil
}

// serve writes the document. It reports whether it has stored prog to be adopted by a WebSocket.
func (p *page) serve(
	w http.ResponseWriter, r *http.Request, srv mountPoint, prog *program, html []byte,
) (adoptable bool) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	// With no-store, an open WebSocket would disable the browser's back/forward cache.
	h.Set("Cache-Control", "private, no-cache")
	scope := token.Scope{Path: pagePath(r), Cookie: ensureBrowserCookie(w, r)}
	tok, id := token.New(srv.Secret, scope, time.Now().Add(srv.unadopted.TTL))
	var doc bytes.Buffer
	if err := srv.renderDocument(r.Context(), &doc, prog.newDocument(srv.prefix+clientPath, tok, html)); err != nil {
		srv.writeError(w, r, err)
		return false
	}
	// Store prog before writing the response: the browser may join before the handler returns.
	if adoptable = isNavigation(r); adoptable {
		srv.unadopted.Put(id, srv.clientKey(r), prog, prog.ses.Size())
	}
	_, _ = w.Write(doc.Bytes())
	return adoptable
}
