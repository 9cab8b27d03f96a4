package live

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

// A layoutPass is one render of the layout, which mounts sticky views.
type layoutPass struct {
	page  *program // of the document
	r     *http.Request
	key   string   // of the only sticky view to mount; "" means all
	title bool     // the layout is rendered for the title: no view is mounted
	shown []string // keys of the sticky views that the browser shows already: they are not mounted again

	scope token.Scope // of the tokens
	tag   string      // of the user, with which each token ends

	seen  map[string]bool // keys
	views []stickyView
	err   error // why the view with key was not mounted
}

type layoutPassKey struct{}

// A stickyView is a sticky view that was mounted for a document, and the ID in its token.
type stickyView struct {
	prog *program
	id   string
}

// isDuplicate reports whether the layout has rendered a sticky view with this key before.
func (lp *layoutPass) isDuplicate(s *sticky) bool {
	if !lp.seen[s.key] {
		if lp.seen == nil {
			lp.seen = map[string]bool{}
		}
		lp.seen[s.key] = true
		return false
	}
	if !lp.title {
		lp.page.report(problem{Kind: problemSticky, Text: fmt.Sprintf("sticky view %q is rendered twice in the layout, and the "+
			"second one is left out; use unique keys", s.key)})
	}
	return true
}

// hasSticky reports whether the layout has rendered a sticky view.
func (lp *layoutPass) hasSticky() bool { return len(lp.seen) > 0 }

// wants reports whether the sticky view with a key must be mounted.
func (lp *layoutPass) wants(key string) bool {
	return !lp.title && (lp.key == "" || lp.key == key) && lp.redirect() == ""
}

// mount returns the program of a new sticky view, or nil if it could not be mounted.
func (lp *layoutPass) mount(s *sticky) *program {
	prog := lp.newProgram(s)
	var err error
	completed := false
	defer func() {
		if !completed { // the application's code called runtime.Goexit
			prog.ses.End(wire.Lost)
		}
	}()
	if limit := prog.srv.maxNested(); len(lp.views) >= limit {
		err = fmt.Errorf("live: the layout has more than %d sticky views; see Server.MaxSessionsPerConnection", limit)
	} else {
		err = prog.mountSticky()
	}
	completed = true
	if err == nil || prog.isRedirected() {
		lp.views = append(lp.views, stickyView{prog: prog})
		return prog
	}
	prog.ses.End(wire.Lost)
	lp.err = err
	prog.log.Error("live: a sticky view is not mounted", err)
	lp.page.show(newProblem(problemSticky, err))
	return nil
}

// insertFlashes inserts the messages that sticky views have shown into a document, and returns that. The layout
// may have rendered the views after Document.Root, which contains the element of the messages.
func (lp *layoutPass) insertFlashes(doc []byte) []byte {
	var flashes []byte
	for _, v := range lp.views {
		flashes = append(flashes, v.prog.takeFlashHTML()...)
	}
	at := bytes.Index(doc, []byte(flashRegions))
	if len(flashes) == 0 || at < 0 {
		return doc
	}
	return slices.Insert(doc, at+len(flashRegions), flashes...)
}

// newProgram returns the program of a view that is not mounted yet. The caller must call End of its session.
func (lp *layoutPass) newProgram(s *sticky) *program {
	page := lp.page
	p := page.srv.newBareProgram(page.page, lp.r, mountRequest{page.identity, page.since})
	p.sticky, p.live = s, lp.key != ""
	p.ses.Page.SetContext(s.context)
	p.ses.RecheckedByPage = true
	if lp.key == "" {
		p.shared.Store(page.document())
	}
	return p
}

// mountSticky mounts and renders the view.
func (p *program) mountSticky() (err error) {
	defer recoverError(&err)
	view := p.sticky.mount()
	if view == nil {
		return fmt.Errorf("live: mount of sticky view %q returned nil; return a view", p.sticky.key)
	}
	p.html, err = p.mountAndRender(view)
	return err
}

// newToken returns the token by which the browser joins prog, the newest of the views.
func (lp *layoutPass) newToken(prog *program) string {
	tok, id := token.New(prog.srv.Secret, lp.scope, time.Now().Add(prog.srv.unadopted.TTL))
	lp.views[len(lp.views)-1].id = id
	return tok + "." + lp.tag
}

// redirect returns the target of a navigation of a sticky view, or "" if there is none.
func (lp *layoutPass) redirect() string {
	for _, v := range lp.views {
		if v.prog.isRedirected() {
			return v.prog.redirect()
		}
	}
	return ""
}

// layoutSticky is what a page knows of the sticky views that the layout has rendered for it. It is not changed once
// the page can be joined.
type layoutSticky struct {
	keys      []string
	unadopted []string // IDs in Server.unadopted of those that are dropped with the page's view
}

// noSticky is that of a layout without sticky views.
var noSticky layoutSticky

// setSticky records the sticky views. It must be called before the page's view is stored.
func (lp *layoutPass) setSticky() {
	if !lp.hasSticky() {
		lp.page.layoutSticky = &noSticky
		return
	}
	s := &layoutSticky{keys: slices.Collect(maps.Keys(lp.seen))}
	for _, v := range lp.views {
		s.unadopted = append(s.unadopted, v.id)
	}
	lp.page.layoutSticky = s
}

// hasStickyView reports whether the layout has rendered the sticky view with a key for the page of p, or may have: who
// may load the page may see that view.
func (p *program) hasStickyView(key string) bool {
	return p.layoutSticky == nil || slices.Contains(p.layoutSticky.keys, key)
}

// store stores the sticky views to be adopted.
func (lp *layoutPass) store(clientKey string) {
	srv := lp.page.srv
	for _, v := range lp.views {
		size := v.prog.ses.Size()
		if !srv.disconnects.release(v.prog) {
			v.prog.ses.End(wire.Lost)
			continue
		}
		srv.unadopted.Put(v.id, clientKey, v.prog, size)
		if lp.page.ses.Page.Ended() { // dropped before Put
			srv.dropUnadopted(lp.page)
		}
	}
	lp.views = nil
}

// end ends the sticky views that were not stored.
func (lp *layoutPass) end() {
	for _, v := range lp.views {
		v.prog.ses.End(wire.Lost)
	}
}

// dropUnadopted ends a program that no browser has joined, and the sticky views of its document.
func (srv *Server) dropUnadopted(p *program) {
	p.ses.End(wire.Lost)
	if p.layoutSticky == nil {
		return
	}
	for _, id := range p.layoutSticky.unadopted {
		if v, ok := srv.unadopted.Take(id); ok {
			v.ses.End(wire.Lost)
		}
	}
}

// mountSticky mounts the sticky view with a key, as the layout of the page renders it for r. The page's view
// is mounted for the layout, and ends. The errors of the sticky view itself are a stickyError.
func (p *page) mountSticky(srv *Server, r *http.Request, req mountRequest, key string) (*program, error) {
	prog, markup, err := p.mount(srv, r, req)
	defer func() {
		if prog != nil {
			prog.ses.End(wire.Lost)
		}
	}()
	switch {
	case err != nil:
		return nil, err
	case prog.redirect() != "":
		return nil, errRedirect(prog.redirect())
	}
	lp := &layoutPass{page: prog, r: r, key: key}
	defer lp.end()
	if err := srv.renderDocument(r.Context(), lp, prog.newDocument("", "", "", markup)); err != nil {
		return nil, err
	}
	if len(lp.views) == 0 {
		if lp.err != nil {
			return nil, &stickyError{lp.err}
		}
		return nil, errNoSticky
	}
	mounted := lp.views[0].prog
	lp.views = nil
	return mounted, nil
}

// A stickyError is the error of a sticky view that could not be mounted.
type stickyError struct{ err error }

func (e *stickyError) Error() string { return e.err.Error() }
func (e *stickyError) Unwrap() error { return e.err }

// isStickyError reports whether err is that of a sticky view: the next attempt may succeed.
func isStickyError(err error) bool {
	_, ok := errors.AsType[*stickyError](err)
	return ok
}
