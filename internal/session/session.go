// Package session runs one page of one browser: an inbox of things to do, one handler at a time, one render for all that
// was waiting, and frames that survive a lost connection. It knows only a Program; package live is one.
//
// # Concurrency
//
// A session has two halves. The page (program, picture) belongs to the runner, a goroutine that exists only while there is
// something to do and calls all of the user's code. The line (connection, refs, frames, inbox) is under one lock that is
// never held while user code runs, so a slow handler stops no ack, no heartbeat and no resume.
//
// # Life
//
//	parked ──Join──▶ attached ⇄ detached ──▶ ended
//
// A parked session is passive: no goroutine, no timer, no render.
package session

import (
	"log/slog"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// Options are the same for every session of a server.
type Options struct {
	ResumeTimeout time.Duration // how long a lost session is kept
	MaxInbox      int           // messages waiting in one inbox
	Log           *slog.Logger
	OnEnd         func(*Session) // called once when a session has ended, before Unmount

	// Detached is called when the browser of a session is lost, Resumed when it is back or the session has ended without. They must be quick and
	// must not call the session. Zero means nobody wants to know.
	OnDetach, OnResume func(*Session)

	watchdog watchdog
}

// A Session is one page of one browser.
type Session struct {
	opt  *Options
	prog Program

	// The page; the runner's.
	page      page
	unmounted bool // Unmount was called

	mu           sync.Mutex // guards the line: all that follows
	state        state
	running      bool
	callerRuns   bool // who holds mu will run the session itself
	inbox        []task
	inboxBuf     [1]task // the inbox's memory while no runner works: most events find an idle session
	messages     int     // tasks in the inbox that Deliver put there
	needReload   bool    // messages were lost: reload
	dirty        bool    // a handler ran since the last render
	needFullHTML bool    // the browser needs the full HTML
	joinPending  bool    // Joined has not run yet
	draining     bool    // ends when detached
	tickers      []*Ticker
	endTimer     *time.Timer // ends a detached session

	conn        Conn
	connSeq     uint64 // of the newest link
	refs        refCounters
	window      window
	effects     []wire.Effect // waiting for a frame
	effectBytes int           // bytes of effects
}

type state uint8

const (
	unadopted state = iota
	attached
	detached
	ended
)

// New returns a parked session of prog. Every session must End.
func New(prog Program, opt *Options) *Session {
	return &Session{prog: prog, opt: opt, page: page{onMarkupError: prog.MarkupError}}
}

// Program is what New was given.
func (s *Session) Program() Program { return s.prog }

// First takes the first render. The error is the markup's.
func (s *Session) FirstRender(html []byte) error { return s.page.init(html) }

// Sum is the checksum of HTML's canonical form.
func (s *Session) Checksum() uint32 { return s.page.snapshot.Checksum() }

// HTML is what the browser was or will be sent first. For parked sessions.
func (s *Session) HTML() []byte { return s.page.snapshot.HTML() }

// Size is the number of bytes that the session keeps of its page. For parked sessions.
func (s *Session) Size() int { return s.page.snapshot.Size() }

// Attached says whether a browser is connected now.
func (s *Session) Attached() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == attached
}
