package live

import (
	"sync/atomic"
	"time"
)

// A sharedDocument is what the views of one document in a browser share: those of the page, of its nested views
// and of sticky views.
type sharedDocument struct {
	departure atomic.Pointer[departure] // a navigation that leaves the document; nil if there is none
	handover  atomic.Pointer[handover]  // of a submit that is being handled; nil if there is none
	ids       documentIDs
	response  *pageResponse                 // to the GET, until it is sent; nil if no view has changed it
	cookies   atomic.Pointer[sharedCookies] // nil before the first SetCookie
}

// leaveTime is how long a page counts as left after a navigation, if nothing else is known.
const leaveTime = 10 * time.Second

// A departure is a navigation that leaves the page.
type departure struct {
	to string
	at time.Time
}

// document returns what p shares with the other views of its document. It allocates that on first use: most
// documents need none.
func (p *program) document() *sharedDocument {
	shared := &p.top.shared
	if shared.Load() == nil {
		shared.CompareAndSwap(nil, new(sharedDocument))
	}
	return shared.Load()
}

// joinDocument makes p, a sticky view, one of the document of page. It may be called by any goroutine.
func (p *program) joinDocument(page *program) {
	to := page.document()
	from := p.shared.Swap(to)
	if from == nil || from == to {
		return
	}
	for prog, ids := range from.ids.take(p) {
		prog.warnDuplicates(to.ids.set(prog, ids))
	}
}

// depart records a navigation that leaves the document. It reports false if another one does already.
func (p *program) depart(to string) bool {
	return !p.isLeft() && p.document().departure.CompareAndSwap(nil, &departure{to, time.Now()})
}

// departure returns the navigation that leaves the document, or nil.
func (p *program) departure() *departure {
	if shared := p.top.shared.Load(); shared != nil {
		return shared.departure.Load()
	}
	return nil
}

// isLeft reports whether the browser is loading another page in place of this one.
func (p *program) isLeft() bool {
	d := p.departure()
	return d != nil && (time.Since(d.at) < leaveTime || !p.document().departure.CompareAndSwap(d, nil))
}

// redirect returns the target of the navigation that leaves the page, or "" if there is none.
func (p *program) redirect() string {
	if d := p.departure(); d != nil {
		return d.to
	}
	return ""
}

// isRedirected reports whether the GET that mounts the view is answered with a redirect.
func (p *program) isRedirected() bool { return !p.live && p.redirect() != "" }

// Returned implements session.Program.
func (p *program) Returned() {
	if shared := p.top.shared.Load(); shared != nil {
		shared.departure.Store(nil)
	}
}
