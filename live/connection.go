package live

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
	"unique"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/target"
	"github.com/lively-go/lively/internal/wire"
)

// getPeriod is how long after its first session a connection may open others with a synthetic GET, if the page
// may have sticky views. The GET has the cookies of the request that opened the connection, and the browser may
// have others by then.
const getPeriod = 10 * time.Second

// A connection is a WebSocket, and what the server knows of the browser that has opened it.
type connection struct {
	srv       *Server
	conn      *socket.Conn
	mux       *session.Mux
	clientKey string
	cookie    string // of the browser, when it opened the connection
	since     uint64 // number of the last Disconnect before that

	reading handshakeReading // of the first session

	mu   sync.Mutex
	user unique.Handle[string] // identity of the first session; nil before that is joined or resumed
	gets *gets                 // nil if no synthetic GET may be sent
}

// A gets is what a connection needs for synthetic GETs. It may be large: it has the headers of a request.
type gets struct {
	upgrade *http.Request // that opened the connection
	checked []checkedURL  // results
}

// A checkedURL is the result of a synthetic GET.
type checkedURL struct {
	uri      string
	page     *page
	identity string
	err      error
}

// limitGets makes the connection forget what a synthetic GET needs: at once, or after getPeriod or when it is
// lost if the client may open further sessions. It must be called when first, the program of the first session, was
// joined or resumed.
func (c *connection) limitGets(first *program) {
	if !first.mayOpenMore.Load() {
		c.forbidGets()
		return
	}
	timer := time.AfterFunc(getPeriod, c.forbidGets)
	c.mux.OnLost(func() {
		timer.Stop()
		c.forbidGets()
	})
}

func (c *connection) forbidGets() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gets = nil
}

// openSession opens a further session of the connection.
func (c *connection) openSession(ctx context.Context, link *session.Link, msg wire.ClientMessage) {
	h := c.newHandshake(ctx, link)
	h.path = "" // until the URL is known to be valid
	h.start()
	opened := false
	defer func() { h.end(opened, false) }() // also if the application's code calls runtime.Goexit
	if c.srv.shuttingDown() {
		h.reject(wire.Busy)
		return
	}
	opened = h.guard(func() bool {
		switch m := msg.(type) {
		case wire.Join:
			if !h.setURL(m.URL) {
				return h.reject(wire.NotLive)
			}
			return h.join(m)
		case wire.Resume:
			h.isResume = true
			return h.resume(m)
		}
		return h.reject(wire.Malformed)
	})
}

// setURL sets the path and, if a synthetic GET is allowed, its request. It reports false if uri is not the
// path and query of a page.
func (h *handshake) setURL(uri string) bool {
	local, ok := strings.CutPrefix(uri, h.srv.Prefix)
	if !ok || len(uri) > maxURLBytes || !target.IsLocal(local) || strings.Contains(local, "#") {
		return false
	}
	u, err := url.ParseRequestURI(local)
	if err != nil {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.path = h.srv.Prefix + u.EscapedPath()
	if page := h.mux.PageInView(); page != nil {
		page.Page.Program().(*program).mayOpenMore.Store(true) // if the GETs are forbidden, those of its next connection are not
	}
	if h.gets != nil {
		upgrade := h.gets.upgrade
		h.r = upgrade.WithContext(synthetic.Context(h.ctx, upgrade.Context()))
		h.r.URL, h.r.RequestURI = u, local
	}
	return true
}

// check sends a synthetic GET that mounts nothing, unless the connection has sent one to this URL already.
func (h *handshake) check() (result checkedURL) {
	uri := h.r.RequestURI
	h.mu.Lock()
	if h.gets != nil {
		for _, c := range h.gets.checked {
			if c.uri == uri {
				h.mu.Unlock()
				return c
			}
		}
	}
	h.mu.Unlock()
	get := &syntheticGet{checkOnly: true}
	err := h.srv.sendSyntheticGet(h.r, get)
	result = checkedURL{uri, get.page, get.identity, err}
	h.keepResult(result)
	return result
}

// keepResult keeps the result of a synthetic GET for further sessions.
func (h *handshake) keepResult(result checkedURL) {
	if h.isAbandoned() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gets != nil {
		h.gets.checked = append(h.gets.checked, result)
	}
}

// shareDocument makes the sticky views of the connection ones of the document of page or, if that is nil, of the
// page in view.
func (c *connection) shareDocument(page *program) {
	c.mu.Lock() // in the order in which pages come into view
	defer c.mu.Unlock()
	if page == nil {
		ses := c.mux.PageInView()
		if ses == nil {
			return
		}
		page = ses.Page.Program().(*program)
	}
	for _, s := range c.mux.Sticky() {
		s.Page.Program().(*program).joinDocument(page)
	}
}

// showAgain is called when a page has woken.
func (c *connection) showAgain() {
	if page := c.mux.PageInView(); page != nil {
		page.Page.Program().Returned() // sticky views do not wait until the page handles it
	}
	c.shareDocument(nil)
}

// joinDocument makes prog and the sticky views of the connection ones of the same document, before the client
// receives the reply for prog. The caller must call shareDocument afterwards, because another page may have come into
// view meanwhile.
func (h *handshake) joinDocument(prog *program) {
	switch {
	case prog.sticky == nil && h.link.Number() > 0 && !h.isResume:
		h.shareDocument(prog)
	case prog.sticky != nil:
		if page := h.mux.PageInView(); page != nil {
			prog.joinDocument(page.Page.Program().(*program))
		}
	}
}

// setProgram records the program of the session.
func (h *handshake) setProgram(p *program) {
	h.prog = p
	if !h.isFirst {
		p.mayOpenMore.Store(true)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.user = unique.Make(p.identity)
}

// isOfUser reports whether a further session may adopt the program without a synthetic GET, because its own GET has
// just been made by the user to whom the connection belongs.
func (h *handshake) isOfUser(p *program) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.user == unique.Make(p.identity)
}
