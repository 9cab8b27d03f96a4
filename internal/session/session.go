// Package session runs one page of one browser: an inbox of tasks, one handler at a time, one
// render per batch of tasks, and frames that survive a lost connection. It runs a Program, which
// package live implements.
//
// # Concurrency
//
// A session has two parts. The program and the page belong to the runner, a goroutine that exists
// only while there is work and is the only one to call user code. The connection state (connection,
// refs, window, effects) and the inbox are guarded by one mutex that is never held while user code
// runs, so a slow handler does not delay acks, heartbeats or resumes.
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
	"bytes"
	"errors"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// Options are shared by all sessions of a server.
type Options struct {
	ResumeTimeout time.Duration  // how long a detached session is kept
	MaxInbox      int            // messages of subscriptions that may wait in one inbox
	MaxEventBytes int            // size of the events that may wait in one inbox, if there are several
	OnEnd         func(*Session) // called once, on the runner, when a session has ended, before Unmount

	// RecheckInterval is how often an attached session asks its client to prove that its user may
	// still load the page. CheckSeal reports whether a reply is the proof for nonce and the user of the
	// session; it is called with the session's mutex held. Zero means never.
	RecheckInterval time.Duration
	CheckSeal       func(s *Session, nonce, seal string) bool

	// OnDetach is called when a session loses its connection, OnResume when it is resumed or has
	// ended while detached. They are called with the session's mutex held: they must return quickly
	// and must not call the session. Both may be nil.
	OnDetach, OnResume func(*Session)

	// OnResize is called like OnDetach when the size of a detached session has changed. It may be
	// nil.
	OnResize func(*Session)

	// OnSlow is called when a handler or method of a program has been running for SlowLimit, and has not
	// returned yet. It is called by a goroutine of its own, and once for each such call. Zero or less for
	// SlowLimit means never.
	SlowLimit time.Duration
	OnSlow    func(*Session, SlowCall)

	watchdog watchdog
	slow     slowWatch
}

// A Session is the server's side of one joined page. Unless they say otherwise, its methods may be
// called by any goroutine.
type Session struct {
	opt  *Options
	prog Program

	activity activity

	// Owned by the runner.
	page      page
	unmounted bool // Unmount was called

	mu           sync.Mutex // guards the fields below
	state        state
	running      bool
	callerRuns   bool // the goroutine that holds mu will call Run, so startRunner starts none
	inbox        []task
	inboxBuf     [1]task // backing array of an idle session's inbox, so that most events do not allocate
	messages     int     // tasks in the inbox that came from Deliver
	needReload   bool    // messages were lost: Reload must be called
	dirty        bool    // a handler has run since the last render
	needFullHTML bool    // the next update must be the full HTML
	joinPending  bool    // Joined has not been called yet
	draining     bool    // the session ends when its connection is lost
	slept        bool    // the document is in the back/forward cache
	drainDue     bool    // and when all events are acknowledged
	tickers      []*Ticker
	endTimer     *time.Timer // ends a detached or draining session
	recheck      *recheck    // nil unless the session is attached and Options.RecheckInterval is set

	conn            Conn
	connSeq         uint64 // Seq of the newest connection
	refs            refCounters
	window          window
	effects         []wire.Effect // queued for the next frame
	effectBytes     int           // total length of effects
	freeEffects     int           // of effects, those that were queued before the join: they are not limited
	freeEffectBytes int           // total length of those
	eventBytes      int           // size of the events that were accepted and not handled yet
	pageSize        int           // size of page when it was last rendered
	progSize        int           // Size of prog at that time
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
	return &Session{prog: prog, opt: opt, page: page{onMarkupError: prog.MarkupError}}
}

// Program returns the program that was passed to New.
func (s *Session) Program() Program { return s.prog }

// ErrEnded is returned by FirstRender if the session has ended.
var ErrEnded = errors.New("session: the session has ended")

// FirstRender stores the HTML of the first render as version 1 of the page, and returns it in strict
// form. The result does not share memory with the session. FirstRender returns an error if the markup
// is invalid or the session has ended. It must be called before Join.
func (s *Session) FirstRender(html []byte) ([]byte, error) {
	p := s.page
	if err := p.init(html); err != nil {
		return nil, err
	}
	if strict := p.snapshot.HTML(); !bytes.Equal(strict, html) {
		html = bytes.Clone(strict)
	}
	size := s.prog.Size()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == ended {
		return nil, ErrEnded
	}
	s.page, s.pageSize, s.progSize = p, p.snapshot.Size(), size
	return html, nil
}

// Ended reports whether the session has ended. Its program may still be running.
func (s *Session) Ended() bool { return s.hasEnded() }

// Attached reports whether a browser is connected.
func (s *Session) Attached() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == attached
}
