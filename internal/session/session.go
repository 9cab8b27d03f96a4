// Package session runs the views of browsers' pages. A session runs one view: an inbox of tasks, one
// handler at a time, one render per batch of tasks, and frames that survive a lost connection. It runs a
// Program, which package live implements. A page has a session for its own view and one for each nested
// view, and all of them share one connection, which a Mux reads.
//
// # Concurrency
//
// A session has two halves. A Page owns the program and its inbox. Only its runner, a goroutine that
// exists only while there is work, calls the program and reads what it has rendered. A Session owns what
// concerns the connection: refs, window and effects. Each half has a mutex. They are never held together
// or while user code runs, so a slow handler does not delay acks, heartbeats or resumes. What a session
// wants of its page, it requests when it has released its mutex; see Session.unlock. A session may lock its
// nested sessions while it holds its own mutex, but a nested session never locks its parent then.
//
// The goroutine that reads a connection usually becomes the runner itself. If handlers take longer
// than a few milliseconds, the watchdog starts another goroutine that continues to read.
//
// # Lifecycle
//
//	unadopted ──Join──▶ attached ⇄ detached ──▶ ended
//
// A session may end in any state. An unadopted session is passive: it has no goroutine and no timer,
// and is not rendered.
package session

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/wire"
)

// Options are shared by all sessions of a server.
type Options struct {
	ResumeTimeout time.Duration  // how long a detached session is kept
	SleepTimeout  time.Duration  // how long an attached session is kept while it sleeps; zero means ResumeTimeout
	MaxInbox      int            // messages of subscriptions that may wait in one inbox
	MaxEventBytes int            // size of the events that may wait in one inbox, if there are several
	OnEnd         func(*Session) // called once, on the runner, when a session has ended, before Unmount

	// RecheckInterval is how often an attached session asks its client to prove that its user may
	// still load the page. CheckSeal reports whether a reply is the proof for nonce and the user of the
	// session; it is called with the session's mutex held. Zero means never.
	RecheckInterval time.Duration
	CheckSeal       func(s *Session, nonce, seal string) bool

	// ChecksSticky reports whether the checks of a page are also those of a sticky view on its connection. It is
	// called with the mutex of sticky held. Nil means that they are.
	ChecksSticky func(page, sticky *Session) bool

	// OnIdle is called when a session is detached or sleeps, and OnBusy when it is resumed or has woken, or has
	// ended while it was idle. A session that is detached while it sleeps is busy for a moment. They are called with
	// the session's mutex held: they must return quickly and must not call the session. Both may be nil.
	OnIdle, OnBusy func(*Session)

	// OnResize is called like OnIdle when the size of an idle session has changed. It may be nil.
	OnResize func(*Session)

	// OnSlow is called when a handler or method of a program has been running for SlowLimit, and has not
	// returned yet. It is called by a goroutine of its own, and once for each such call. Zero or less for
	// SlowLimit means never.
	SlowLimit time.Duration
	OnSlow    func(*Page, SlowCall)

	// Logs has the log of connections without a session.
	Logs *pagelog.Server

	watchdog watchdog
	slow     slowWatch
}

// A Session is the server's side of one joined page: its half that a browser is connected to, with
// the connection, refs, frames and effects. Page is the other half, which runs the program. Unless they
// say otherwise, its methods may be called by any goroutine.
type Session struct {
	opt *Options

	// Page is the half that runs the program.
	Page *Page

	// RecheckedByPage states that the session is that of a sticky view, which is not rechecked while its connection
	// has the session of a page that ChecksSticky accepts. It must be set before Join.
	RecheckedByPage bool

	// EndsAsleep states that the session ends, as gone, when its page is not shown. It must be set before Join.
	EndsAsleep bool

	// Of a nested session. Set by AddChild, which makes the session known to others.
	parent *Session
	number uint64 // on all connections

	childBytes atomic.Int64 // size of the nested sessions

	mu           sync.Mutex // guards the fields below; see unlock. A parent's mutex is locked before its child's
	state        state
	requests     requests    // carried out by unlock
	dirty        bool        // the page may have changed since it was last rendered
	needFullHTML bool        // the next update must be the full HTML
	asleep       bool        // the page is not shown: nothing is rendered or sent
	draining     bool        // the session ends when its connection is lost
	drainDue     bool        // and when all events are acknowledged
	idle         bool        // OnIdle was called, and OnBusy was not called since
	pending      atomic.Bool // there is a child that was not opened; set with mu held
	endTimer     *time.Timer // ends a detached or draining session
	recheck      *recheck    // nil unless the session is attached and Options.RecheckInterval is set

	children  []child
	lazy      map[int]bool // elements for which AddLazy was called
	published int          // size of a nested session that childBytes of its parent includes
	endReason wire.Reason  // why the session has ended
	deferred  []func()     // called by unlock

	conn            Conn
	connSeq         uint64 // Seq of the newest connection
	refs            refCounters
	window          window
	events          []wire.ClientMessage  // accepted and not handled yet; interfaces, because converting them would allocate
	eventBuf        [1]wire.ClientMessage // backing array of events while there are few
	eventBytes      int                   // size of events, and of the one that is being handled
	effects         []wire.Effect         // queued for the next frame
	effectBytes     int                   // total length of effects
	freeEffects     int                   // of effects, those that were queued before the join: they are not limited
	freeEffectBytes int                   // total length of those
	pageSize        int                   // size of the page when it was last rendered
	progSize        int                   // Size of the program at that time
}

// A state is the state of a session in its lifecycle.
type state uint8

const (
	unadopted state = iota // rendered by a GET; no browser has joined yet
	attached               // a browser is connected
	detached               // the connection is lost; the browser may resume
	ended
)

// New returns an unadopted session that runs prog. The caller must end every session with End.
func New(prog Program, opt *Options) *Session {
	p := &Page{opt: opt, prog: prog, rendering: rendering{onMarkupError: prog.MarkupError}}
	p.inbox = p.inboxBuf[:0]
	p.ses = &Session{opt: opt, Page: p}
	p.ses.events = p.ses.eventBuf[:0]
	return p.ses
}

// Attached reports whether a browser is connected.
func (s *Session) Attached() bool {
	s.mu.Lock()
	defer s.unlock()
	return s.state == attached
}

// unlock releases mu, and carries out what was requested of the page meanwhile.
func (s *Session) unlock() {
	if s.unlockCaller() {
		go s.Page.runAlone()
	}
}

// unlockCaller is unlock for a caller that can become the runner: if it returns true, the caller must call
// Page.Run.
func (s *Session) unlockCaller() (run bool) {
	if s.requests == (requests{}) && s.deferred == nil && s.parent == nil {
		s.mu.Unlock()
		return false
	}
	r := s.requests
	s.requests = requests{}
	deferred, resized, reason := s.deferred, s.parent != nil && s.publish(), s.endReason
	s.deferred = nil
	s.mu.Unlock()
	run = s.Page.carryOut(s, r)
	for _, fn := range deferred {
		fn()
	}
	if resized || r.end && s.parent != nil {
		s.parent.childChanged(s, r.end, reason)
	}
	return run
}
