package session

import (
	"bytes"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// A Page is the half of a session that runs the program: what it has rendered, the inbox, the runner and
// the tickers. It knows nothing of connections. Unless they say otherwise, its methods may be called by
// any goroutine.
type Page struct {
	opt  *Options
	prog Program
	ses  *Session // the other half

	activity activity
	attached atomic.Bool // a browser is connected and awake: ticks are posted

	// Owned by the runner. Before the join there is none, and the caller of FirstRender and Join owns them.
	unmounted bool // Unmount was called
	rendering rendering

	mu           sync.Mutex // guards the fields below; never held together with a session's
	joined       bool       // a browser has joined
	ended        bool
	running      bool // there is a runner, or a caller that is about to become one
	joinPending  bool // Joined has not been called yet
	needReload   bool // messages were lost: Reload must be called
	output       bool // the session may have something to send
	returnQueued bool // a call of Returned is in the inbox
	inbox        []task
	inboxBuf     [1]task             // backing array of an idle page's inbox, so that most events do not allocate
	messages     int                 // tasks in the inbox that came from Deliver or Do
	streams      *[]wire.StreamState // for the call of CheckStreams in the inbox; nil if there is none
	tickers      []*Ticker
}

// Program returns the program that was passed to New.
func (p *Page) Program() Program { return p.prog }

// SetContext sets the context in which the HTML is parsed. It must be called before FirstRender.
func (p *Page) SetContext(in diff.Context) { p.rendering.in = &in }

// HTML returns the HTML of the last render, which must not be modified, or nil before the first one. It must be
// called by the runner.
func (p *Page) HTML() []byte {
	if p.rendering.snapshot == nil {
		return nil
	}
	return p.rendering.snapshot.HTML()
}

// ErrEnded is returned by FirstRender if the session has ended.
var ErrEnded = errors.New("session: the session has ended")

// FirstRender stores the HTML of the first render as version 1 of the page, and returns it in strict
// form. The result does not share memory with the page. FirstRender returns an error if the markup
// is invalid or the session has ended. It must be called before Join.
func (p *Page) FirstRender(html []byte) ([]byte, error) {
	r := p.rendering
	if err := r.init(html); err != nil {
		return nil, err
	}
	if strict := r.snapshot.HTML(); !bytes.Equal(strict, html) {
		html = bytes.Clone(strict)
	}
	size := p.prog.Size()
	if !p.setRendering(r) {
		return nil, ErrEnded
	}
	p.ses.setSizes(r.snapshot.Size(), size)
	return html, nil
}

// setRendering sets the rendering of a page without a runner. It reports false if the page has ended.
func (p *Page) setRendering(r rendering) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return false
	}
	p.rendering = r
	return true
}

// Ended reports whether the session has ended. Its program may still be running.
func (p *Page) Ended() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended
}

// reserve records that a browser joins, and makes the caller the runner: it must start runAlone. Nothing
// runs before. reserve reports false if a browser has joined already or the page has ended.
func (p *Page) reserve() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.joined || p.ended {
		return false
	}
	p.joined, p.joinPending, p.running, p.output = true, true, true, true
	for _, t := range p.tickers {
		t.start()
	}
	return true
}

// requests are what a session wants of its page. They are collected while the session's mutex is held,
// and carried out after it was released.
type requests struct {
	end    bool // the session has ended
	event  bool // an event was accepted
	output bool // there may be something to send
	resume bool // a browser is connected, or has woken: missed ticks are posted
	back   bool // the page is shown again, or still
}

// carryOut carries out the requests of a session. If it returns true, the caller must call Run, on this
// goroutine or another.
func (p *Page) carryOut(s *Session, r requests) (run bool) {
	if r == (requests{}) {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.ended:
		return false
	case r.end:
		return p.end()
	}
	if r.back {
		p.postReturned()
	}
	if r.event {
		p.inbox = append(p.inbox, task{from: s})
	}
	p.output = p.output || r.output
	run = p.start()
	if r.resume && p.attached.Load() {
		p.resumeTickers()
	}
	return run
}

// postReturned queues a call of Returned, unless one is queued: a client may sleep and wake often while a
// handler runs. mu must be held.
func (p *Page) postReturned() {
	if p.returnQueued {
		return
	}
	p.returnQueued = true
	p.inbox = append(p.inbox, task{fn: func() {
		p.mu.Lock()
		p.returnQueued = false
		p.mu.Unlock()
		p.prog.Returned()
	}})
}

// end ends the page. If it returns true, the caller must call Run. mu must be held.
func (p *Page) end() (run bool) {
	p.ended, p.inbox = true, nil
	for _, t := range p.tickers {
		t.stop()
	}
	p.tickers = nil
	return p.start()
}

// start makes the caller the runner, unless there is one: if it returns true, the caller must call Run, or
// start runAlone. mu must be held.
func (p *Page) start() bool {
	if p.running {
		return false
	}
	p.running = true
	return true
}
