package live

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"sync/atomic"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/testhook"
)

// A program is the mounted view of one page, a nested view or a sticky view, with its components. It implements
// session.Program.
type program struct {
	srv    *Server
	page   *page
	top    *program // of the page or sticky view: the program itself unless it is that of a nested view
	host   *nested  // the place of a nested view in its parent; nil for the page
	sticky *sticky  // nil unless this is a sticky view
	ses    *session.Session
	log    pagelog.Page
	id     uint64 // number of the program in the server; see LogAttrs
	hooks  *testhook.Hooks
	ctx    context.Context
	cancel context.CancelFunc

	root       *instance
	components map[uint64]*instance // by number; nil before the first component
	lastNum    uint64               // number of the newest component
	passes     uint64               // number of the last render pass

	path       string                  // of the page
	identity   string                  // of the user for whom the view was mounted
	cookie     cookieHash              // of the browser that joined
	clientKey  string                  // of the client that joined
	detachedID string                  // key in Server.detached; guarded by the session's lock
	url        atomic.Pointer[url.URL] // of the page; set in top only

	// Guarded by Server.disconnects.mu.
	listeners    []*listener
	since        uint64 // number of the last Disconnect before the newest request of the page
	released     bool   // a Disconnect may end the session
	disconnected bool   // by a Disconnect

	live          bool // mounted for a page that was joined already
	recovering    bool // handlers receive what that page held
	joined        bool
	paramsChanged bool // OnParams must be called

	again uint8 // of the next pass

	client  Client
	title   string
	ref     int // of the event that is being handled; 0 if there is none
	flashes flashState

	shared atomic.Pointer[sharedDocument] // with the other views of the document; set in top only, by document

	leaves *leaves    // nil before the first nested view or Stream
	props  *propsSlot // of a nested view; nil otherwise
	html   []byte     // of the first render, for the document; nil later

	layoutSticky *layoutSticky // of the document; nil if the layout was not rendered for it

	checks *checks // nil unless isChecked

	nestedCount atomic.Int32 // nested views of the whole page; counted in top only
	hasPlace    atomic.Bool  // a place in Server.places must be returned
	mayOpenMore atomic.Bool  // the client may open further sessions on the connection of the page, such as of sticky views
	memoBytes   int          // size of the Memos of all components
}

// A mountRequest is what a Server knows about the request that mounts a view.
type mountRequest struct {
	identity string // of the user
	since    uint64 // number of the last Disconnect that was received before the request
}

// newProgram mounts view for r and renders it. It returns no HTML if the view navigates to another
// page. The caller must call End of the program's session, even if newProgram returns an error. A
// panic of the view is returned as an error.
func newProgram(p *page, srv *Server, r *http.Request, req mountRequest, view View) (prog *program, html []byte, err error) {
	prog = srv.newBareProgram(p, r, req)
	completed := false
	defer prog.recoverProgram(&completed, &err)
	html, err = prog.mountAndRender(view)
	completed = true
	return prog, html, err
}

// newBareProgram returns a program without a view for r. The caller must call End of its session.
func (srv *Server) newBareProgram(p *page, r *http.Request, req mountRequest) *program {
	u := srv.pageURL(r)
	prog := &program{srv: srv, page: p, hooks: testhook.FromContext(r.Context()), path: u.EscapedPath()}
	prog.top = prog
	prog.url.Store(u)
	prog.log, prog.id = pagelog.Page{Server: &srv.logs, About: prog}, srv.lastProgram.Add(1)
	prog.identity, prog.since = req.identity, req.since
	prog.ctx, prog.cancel = context.WithCancel(newPageContext(r.Context()))
	prog.ses = srv.startSession(prog)
	return prog
}

// mountAndRender mounts view and returns its HTML, or nil if it navigates to another page.
func (p *program) mountAndRender(view View) (html []byte, err error) {
	if p.root, err = p.newInstance(nil, "", view); err != nil {
		return nil, err
	}
	if err := p.listenToIdentity(); err != nil {
		return nil, err
	}
	p.ses.Page.RunUnadopted("Mount", func() { html, err = p.mountRoot() })
	return html, err
}

// mountRoot mounts and renders the view of p.root.
func (p *program) mountRoot() (html []byte, err error) {
	if err := p.root.mount(); err != nil {
		return nil, err
	}
	if p.isPage() {
		p.hooks.Mounted()
	}
	p.paramsChanged = true
	p.ses.Page.Name("OnParams")
	if err := p.handleParams(); err != nil || p.isRedirected() {
		return nil, err
	}
	return p.renderFirst()
}

// renderFirst renders the view, for a page that shows nothing of it yet.
func (p *program) renderFirst() ([]byte, error) {
	var buf bytes.Buffer
	p.ses.Page.Name("Render")
	if err := p.Render(&buf); err != nil || p.isRedirected() {
		return nil, err
	}
	if err := p.srv.checkMarkup(p, buf.Bytes()); err != nil {
		return nil, err
	}
	return p.ses.Page.FirstRender(buf.Bytes())
}

// recoverError turns a panic of the application's code into an error. It must be deferred.
func recoverError(err *error) {
	if v := recover(); v != nil {
		*err = pagelog.NewPanicError("panic", v)
	}
}

// Joined implements session.Program.
func (p *program) Joined() (changed bool) {
	p.joined, p.flashes.early, p.html = true, nil, nil
	changed = p.joinStreams()
	p.root.walk(func(inst *instance) bool { changed = inst.join() || changed; return true })
	return changed
}

// Reload implements session.Program.
func (p *program) Reload() bool {
	return p.root.walk(func(inst *instance) bool {
		if !inst.messagesLost.Swap(false) {
			return true
		}
		v, ok := inst.view.(reloader)
		if !ok {
			p.log.Warn("live: messages were lost and the view has no Reload method; remounting", inst.logAttrs()...)
			return false
		}
		inst.socket.run("Reload", func() error { return v.Reload(&inst.socket) })
		return true
	})
}

// RenderFailed implements session.Program.
func (p *program) RenderFailed(err error) {
	p.root.socket.reportError("Render", err)
	p.show(newProblem(problemMarkup, err))
}

// Unmount implements session.Program.
func (p *program) Unmount() {
	defer p.srv.sessionEnded()
	defer p.returnPlace()
	if p.host != nil {
		p.top.nestedCount.Add(-1)
	}
	if shared := p.top.shared.Load(); shared != nil {
		shared.ids.remove(p)
	}
	p.cancel()
	if p.root != nil {
		p.root.unmount()
	}
}
