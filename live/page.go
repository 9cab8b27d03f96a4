package live

import (
	"bytes"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/token"
)

// Page returns a handler that shows the view which factory makes for a request. factory runs once per page view, and again
// when a browser joins whose view is gone; nil from it answers 404. Read what you need of the request in factory: it is not valid later. Middleware runs for
// joins as it does for page loads.
//
// The handler must run inside a Server, or it panics.
func Page(factory func(*http.Request) View) http.Handler {
	if factory == nil {
		panic("live: Page with a nil factory")
	}
	return &page{factory}
}

type page struct{ factory func(*http.Request) View }

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	srv, ok := r.Context().Value(mountPointKey{}).(mountPoint)
	if !ok {
		panic("live: Page without a Server around it: wrap the router in live.Server")
	}
	if v := visitOf(r.Context()); v != nil {
		v.reachPage(p, srv.Server, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This page is read with GET.", http.StatusMethodNotAllowed)
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

// mount makes a view for r. The error may come with a program that must end.
func (p *page) mount(srv *Server, r *http.Request) (*program, []byte, error) {
	var view View
	testhook.From(r.Context()).Serve(func(r *http.Request) { view = p.factory(r) }, r)
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

// serve answers with the document, and parks the program if a browser may come for it.
func (p *page) serve(w http.ResponseWriter, r *http.Request, srv mountPoint, prog *program, html []byte) (adoptable bool) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	// Never no-store: with a websocket it costs the back/forward cache.
	h.Set("Cache-Control", "private, no-cache")
	tok, id := token.New(srv.Secret, token.Binding{Path: pagePath(r), Cookie: ensureBrowserCookie(w, r)}, time.Now().Add(srv.unadopted.TTL))
	var doc bytes.Buffer
	if err := srv.renderDocument(r.Context(), &doc, prog.newDocument(srv.prefix+clientPath, tok, html)); err != nil {
		srv.writeError(w, r, err)
		return false
	}
	// Parked before it is sent: a browser may join before the handler returns.
	if adoptable = isNavigation(r); adoptable {
		srv.unadopted.Put(id, srv.clientKey(r), prog, prog.ses.Size())
	}
	_, _ = w.Write(doc.Bytes())
	return adoptable
}
