package live

import (
	"bytes"
	"net/http"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

// Page returns a handler that serves the view returned by factory. The factory is called once per
// page load, and again when a page is remounted. It must return a new view each time: if it returns a
// view that is mounted already, the response is an error. If it returns nil, the response is 404. The
// request is not valid after the factory has returned: copy what the view needs. [Server.ErrorPage] is what users see
// if there is no view, or an error.
//
// Create each Page once, not per request, and register it for GET with the router of a [Server], and
// also for POST if it has forms with [AcceptPost]. Outside a Server, its response is an error. Joins and resumes reach it through the same middleware as
// page loads. Page panics if factory is nil.
func Page(factory func(*http.Request) View) http.Handler {
	if factory == nil {
		panic("live: Page: factory is nil")
	}
	return &page{factory: func(r *http.Request) (View, error) { return factory(r), nil }}
}

// page is the handler that Page returns. Its address identifies it.
type page struct {
	factory func(*http.Request) (View, error)
	load    func(*http.Request) error // of PageWith; nil means none
}

func (p *page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	srv, ok := r.Context().Value(mountPointKey{}).(mountPoint)
	if !ok {
		refuseOutside(w, r)
		return
	}
	r = p.withLoaded(r)
	if g := syntheticGetFrom(r.Context()); g != nil {
		g.reachPage(p, srv.Server, r, forbidsStoring(w.Header()))
		return
	}
	if err := socket.CheckPageLoad(r); err != nil { // a view would be mounted at each attempt to connect
		srv.refuseUpgrade(w, r, err)
		return
	}
	if len(r.RequestURI) > maxURLBytes {
		srv.writeError(w, r, &StatusError{Status: http.StatusRequestURITooLong})
		return
	}
	var sent *formPost
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		if sent, ok = srv.acceptPost(w, r); !ok {
			return
		}
	}
	if isRecheck(r) {
		srv.answerRecheck(w, r, p)
		return
	}
	if fetch := pageFetchFrom(r.Context()); fetch != nil && fetch.refuse(w, r, srv.Server) {
		return
	}
	answered, adoptable := false, false
	defer srv.recoverPage(w, r, &answered)
	var prog *program
	var html []byte
	identity, err := srv.tryIdentity(r)
	if err == nil {
		prog, html, err = p.mount(srv.Server, r, mountRequest{identity, srv.since})
	}
	result := postResult{status: http.StatusOK, html: html}
	if err == nil && sent != nil && prog.redirect() == "" {
		result, err = prog.handlePost(sent)
	}
	defer func() {
		if prog != nil && !adoptable {
			prog.ses.End(wire.Lost)
		}
	}()
	if err == nil {
		prog.setCookies(w)
	}
	switch {
	case err != nil:
		answered = true
		srv.writeError(w, r, err)
	case result.to != "":
		answered = true
		srv.carryFlashes(w, r, prog.earlyFlashes())
		http.Redirect(w, r, result.to, result.status)
	case prog.redirect() != "":
		answered = true
		srv.carryFlashes(w, r, prog.earlyFlashes())
		http.Redirect(w, r, prog.redirect(), http.StatusSeeOther)
	default:
		srv.showCarried(w, r, prog)
		adoptable = p.serve(w, r, srv, prog, result, &answered)
	}
}

// mount creates a view for r and renders it. Even if it returns an error, it may return a program,
// which the caller must end.
func (p *page) mount(srv *Server, r *http.Request, req mountRequest) (*program, []byte, error) {
	view, err := p.callFactory(r)
	if err == nil && view == nil {
		err = ErrNotFound
	}
	if err != nil {
		return nil, nil, &locatedError{error: err, handler: "factory", identity: req.identity}
	}
	return newProgram(p, srv, r, req, view)
}

// serve writes the document, and sets answered before. It reports whether it has stored prog to be
// adopted by a WebSocket.
func (p *page) serve(
	w http.ResponseWriter, r *http.Request, srv mountPoint, prog *program, result postResult, answered *bool,
) (adoptable bool) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	addVary(h, navigateHeader)
	if !forbidsStoring(h) {
		// With no-store, an open WebSocket would disable the browser's back/forward cache.
		h.Set("Cache-Control", "private, no-cache")
	}
	status := prog.takeResponse(h, http.StatusOK)
	prog.ses.EndsAsleep = forbidsStoring(h)
	livePage, fetch := srv.livePage(h), pageFetchFrom(r.Context())
	if fetch != nil {
		if *answered = fetch.refuse(w, r, srv.Server); *answered { // because of the header that the view has set
			return false
		}
		fetch.page = livePage
	}
	srv.checkIdentity(r)
	scope := token.Scope{Path: srv.pagePath(r), Cookie: ensureBrowserCookie(w, r), Node: srv.node}
	tok, id := token.New(srv.Secret, scope, time.Now().Add(srv.unadopted.TTL))
	tag := srv.newUserTag(prog.identity, taggedCookie(r, scope.Cookie))
	tok += "." + tag
	lp := &layoutPass{page: prog, r: r, scope: scope, tag: tag}
	if fetch != nil {
		lp.shown = fetch.sticky
	}
	defer lp.end()
	early := prog.earlyFlashes()
	var doc bytes.Buffer
	if err := srv.appendDocument(r.Context(), lp, &doc, prog.newDocument(srv.script, livePage, tok, result.html)); err != nil {
		*answered = true
		srv.writeError(w, r, &locatedError{error: err, prog: prog, handler: "Layout"})
		return false
	}
	prog.checkLayoutIDs()
	prog.checkRegions(doc.Bytes())
	prog.setCookies(w) // of sticky views
	if to := lp.redirect(); to != "" {
		*answered = true
		srv.carryFlashes(w, r, lp.addEarlyFlashes(early))
		http.Redirect(w, r, to, http.StatusSeeOther)
		return false
	}
	document := lp.insertFlashes(doc.Bytes())
	if status = prog.takeResponse(h, status); result.status != http.StatusOK { // of sticky views
		status = result.status
	}
	prog.mayOpenMore.Store(fetch != nil || lp.hasSticky())
	// Store prog before writing the response: the browser may join before the handler returns.
	size := prog.ses.Size()
	if adoptable = srv.canBeAdopted(r, status) && srv.disconnects.release(prog); adoptable {
		key := srv.clientKey(r)
		lp.setSticky()
		srv.unadopted.Put(id, key, prog, size)
		lp.store(key)
	}
	*answered = true
	if status != http.StatusOK {
		w.WriteHeader(status)
	}
	_, _ = w.Write(document)
	return adoptable
}
