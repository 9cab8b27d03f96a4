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
	"bytes"
	"log/slog"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// A Program is what a session runs. The runner calls its methods, one at a time.
type Program interface {
	// Joined runs once, when a browser has joined. False: it did nothing that could change the picture.
	Joined() bool
	// Event handles an event and says how it ended: Applied or one of wire's outcomes, with a reason that the browser may see.
	Event(ref int, e wire.Event) (outcome, why string)
	// Reload fetches again what was derived from messages that were lost. False: the page must be mounted anew.
	Reload() bool
	// Render appends the page's HTML.
	Render(*bytes.Buffer) error
	// Failed hears that Render failed, or that nothing could be made of its HTML. The old picture stays.
	RenderFailed(err error)
	// Flawed hears, once, what a browser would make something else of. From then on the HTML is normalized, which costs time.
	MarkupError(err error)
	// Unmount is the last call.
	Unmount()
}

// Applied is the outcome of an event that ended well.
const Applied = ""

// A Link is the connection that a session writes to.
type Conn interface {
	Send(socket.Message)    // written soon, by a goroutine
	Enqueue(socket.Message) // written by the next of the others
	StartWrite()            // has a goroutine write what is queued
	Flush()                 // writes what is queued
	Close(code wire.CloseCode, reason string)
	Abort()
	Seq() uint64 // larger for a connection that was opened later
}

// Options are the same for every session of a server.
type Options struct {
	ResumeTimeout time.Duration // how long a lost session is kept
	MaxInbox      int           // messages waiting in one inbox
	Log           *slog.Logger
	OnEnd         func(*Session) // called once when a session has ended, before Unmount

	// Detached is called when the browser of a session is lost, Resumed when it is back or the session has ended without. They must be quick and
	// must not call the session. Zero means nobody wants to know.
	OnDetach, OnResume func(*Session)

	watch watch
}

// A Session is one page of one browser.
type Session struct {
	opt  *Options
	prog Program

	// The page; the runner's.
	pic      picture
	finished bool // Unmount was called

	mu       sync.Mutex // guards the line: all that follows
	state    state
	running  bool
	here     bool // who holds mu will run the session itself
	inbox    []task
	one      [1]task // the inbox's memory while no runner works: most events find an idle session
	messages int     // tasks in the inbox that Deliver put there
	lost     bool    // messages were lost: reload
	dirty    bool    // a handler ran since the last render
	whole    bool    // the browser needs the full HTML
	joining  bool    // Joined has not run yet
	draining bool    // ends when detached
	tickers  []*Ticker
	idle     *time.Timer // ends a detached session

	link    Conn
	nth     uint64 // of the newest link
	refs    refs
	sent    window
	effects []wire.Effect // waiting for a frame
	waiting int           // bytes of effects
}

type state uint8

const (
	parked state = iota
	attached
	detached
	ended
)

// New returns a parked session of prog. Every session must End.
func New(prog Program, opt *Options) *Session {
	return &Session{prog: prog, opt: opt, pic: picture{flawed: prog.MarkupError}}
}

// Program is what New was given.
func (s *Session) Program() Program { return s.prog }

// First takes the first render. The error is the markup's.
func (s *Session) FirstRender(html []byte) error { return s.pic.first(html) }

// Sum is the checksum of HTML's canonical form.
func (s *Session) Checksum() uint32 { return s.pic.snap.Checksum() }

// HTML is what the browser was or will be sent first. For parked sessions.
func (s *Session) HTML() []byte { return s.pic.snap.HTML() }

// Size is the number of bytes that the session keeps of its page. For parked sessions.
func (s *Session) Size() int { return s.pic.snap.Size() }

// Attached says whether a browser is connected now.
func (s *Session) Attached() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == attached
}

// End ends the session: the browser is told code and reason, the runner calls Unmount after the running handler. Code 0
// drops the connection without a word.
func (s *Session) End(code wire.CloseCode, reason string) {
	s.mu.Lock()
	link := s.end()
	s.mu.Unlock()
	hangUp(link, code, reason)
}

// GiveUp ends the session if no browser is connected.
func (s *Session) EndDetached() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == detached {
		s.end()
	}
}

// found needs mu. It says that a lost browser is lost no more.
func (s *Session) found() {
	if s.state == detached && s.opt.OnResume != nil {
		s.opt.OnResume(s)
	}
}

func hangUp(link Conn, code wire.CloseCode, reason string) {
	switch {
	case link == nil:
	case code == 0:
		link.Abort()
	default:
		link.Close(code, reason)
	}
}

// end needs mu and returns the link to close.
func (s *Session) end() Conn {
	if s.state == ended {
		return nil
	}
	s.found()
	s.state = ended
	link := s.link
	s.link, s.inbox, s.effects, s.sent = nil, nil, nil, window{}
	if s.idle != nil {
		s.idle.Stop()
	}
	for _, t := range s.tickers {
		t.halt()
	}
	s.tickers = nil
	s.wake()
	return link
}
