package session

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/socket"
	"github.com/lively-go/lively/internal/wire"
)

// Limits are the limits on what one connection may send.
type Limits struct {
	EventRate   int // events per second; the rest is delayed, not dropped
	Burst       int // events that may exceed the rate
	MaxSessions int // sessions, including those that are being opened
}

// resumeBurst is how many events a client queues while it is offline. They are not delayed after a
// resume.
const resumeBurst = 200

// tokenBatch is how many tokens a reader takes from its rate limiter at once, to avoid reading the
// clock for every event.
const tokenBatch = 8

// A Mux distributes the messages of one connection to its sessions. At most one goroutine reads it at a
// time. Its methods may be called by any goroutine. A session may hold its mutex when it calls a Link, but
// a Mux never holds its own when it calls a session.
type Mux struct {
	conn   *socket.Conn
	opt    *Options
	limits Limits
	open   func(context.Context, *Link, wire.ClientMessage)
	first  Link
	onLost func()
	onWake func()

	reading atomic.Pointer[Session] // the first session, for the goroutine that reads; nil once it has ended

	unacked  atomic.Int32 // events of all sessions
	closing  atomic.Bool  // the connection was closed: messages are ignored
	draining atomic.Bool  // sessions end when all events are acknowledged
	slow     atomic.Int32 // goroutines that were replaced as readers, and run a page still

	// Owned by the goroutine that reads.
	events *rate.Limiter
	tokens int // taken from events and not used

	// Guarded by the watchdog's mu.
	running    *Page  // that the goroutine that reads is running
	generation uint64 // 0 if it is running none
	startTick  uint64 // the watchdog's ticks when it began
	index      int32  // in watchdog.running
	abandoned  bool   // the goroutine that ran the page has ended

	mu           sync.Mutex
	links        map[uint64]*Link // of the sessions other than the first; nil before there is one
	lastNumber   uint64           // the newest one that the client has used
	queue        []opening        // sessions to open, oldest first
	openingBytes int              // size of their messages, including the one that is being opened
	opening      bool             // a goroutine opens them
	lost         bool             // the connection is lost
	drained      bool             // Drain was called
	asleep       *[]openLink      // oldest first; nil before a session sleeps
}

// NewMux returns the Mux of conn. For each further join or resume, it calls open on a goroutine of its own,
// one at a time: open must Join or Resume a session with the Link, or close that. The context ends when the
// client takes the message back or the connection is lost.
func NewMux(conn *socket.Conn, opt *Options, limits Limits, open func(context.Context, *Link, wire.ClientMessage)) *Mux {
	m := &Mux{conn: conn, opt: opt, limits: limits, open: open}
	m.first.mux = m
	return m
}

// OnLost sets a function that is called once the connection is lost. It must be called before Serve.
func (m *Mux) OnLost(fn func()) { m.onLost = fn }

// OnWake sets a function that is called after a page has woken. It must be called before Serve.
func (m *Mux) OnWake(fn func()) { m.onWake = fn }

// First returns the link of the session that the connection's first message opens.
func (m *Mux) First() *Link { return &m.first }

// Serve reads messages until the connection is lost. The first session must have been attached. Serve must
// run in its own goroutine, the only one of an idle connection; it may return earlier, when the watchdog
// has started another goroutine that reads. resumed allows the burst of events that follows a resume.
func (m *Mux) Serve(resumed bool) {
	burst := m.limits.Burst
	if resumed {
		burst += resumeBurst
	}
	m.events = rate.NewLimiter(rate.Limit(m.limits.EventRate), burst)
	m.read()
}

// read reads messages until the connection is lost, or until another goroutine has taken over reading.
func (m *Mux) read() {
	defer m.recoverPanic()
	for {
		n, msg, err := m.conn.Read()
		if err != nil && err != socket.ErrMalformed {
			m.conn.Abort()
			m.detachAll()
			return
		}
		if !isFreeAck(msg) {
			m.delay()
		}
		switch p := m.receive(n, msg); {
		case p == nil:
		case m.slow.Load() > 0: // several slow handlers must not delay the others one after another
			go p.runAlone()
		case !m.runInline(p):
			return
		}
	}
}

// isFreeAck reports whether msg acknowledges at least one frame: the number of those is limited already.
func isFreeAck(msg wire.ClientMessage) bool {
	a, ok := msg.(wire.Ack)
	if !ok {
		return false
	}
	for _, s := range a.Sessions {
		if s.Acks == 0 {
			return false
		}
	}
	return a.Acks > 0 || len(a.Sessions) > 0
}

// recoverPanic ends all sessions if reading or handling a message has panicked, so that only this
// connection is lost. It must be deferred.
func (m *Mux) recoverPanic() {
	v := recover()
	if v == nil {
		return
	}
	m.conn.Abort()
	m.closing.Store(true)
	m.log().Panic("live: handling a message panicked; the session ends", v)
	m.endAll()
	m.detachAll()
}

// log returns the log of one of the pages, or one without a page if all sessions have ended.
func (m *Mux) log() *pagelog.Page {
	if opened := m.openLinks(); len(opened) > 0 {
		return opened[len(opened)-1].ses.Page.prog.Log()
	}
	return &pagelog.Page{Server: cmp.Or(m.opt.Logs, &pagelog.Server{}), About: noPage{}}
}

// noPage is the subject of a line about a connection without a session.
type noPage struct{}

func (noPage) LogAttrs() []any   { return nil }
func (noPage) LogClient() string { return "" }

// delay sleeps if the client exceeds its rate limit.
func (m *Mux) delay() {
	switch {
	case m.tokens > 0:
		m.tokens--
	case m.events.AllowN(time.Now(), tokenBatch):
		m.tokens = tokenBatch - 1
	case !m.events.Allow():
		time.Sleep(m.events.Reserve().Delay())
	}
}

// receive handles a message of session n; a malformed one is nil. It returns the page that the caller must
// run, if any.
func (m *Mux) receive(n uint64, msg wire.ClientMessage) *Page {
	if m.closing.Load() {
		return nil
	}
	switch v := msg.(type) {
	case nil:
		m.refuse()
		return nil
	case wire.Join, wire.Resume:
		if !m.enqueueOpening(n, msg) {
			m.refuse()
		}
		return nil
	case wire.Ack:
		if len(v.Sessions) > 0 {
			return m.receiveAcks(v)
		}
	case wire.Signal:
		if v == wire.Heartbeat {
			m.conn.Send(socket.Message{Data: wire.Heartbeat.Append(nil)})
			return nil
		}
	}
	l, s := m.link(n)
	switch {
	case l == nil: // it has ended, or never was one of this connection
		return nil
	case s == nil: // it is being opened
		if msg != wire.Bye {
			m.refuse()
			return nil
		}
		l.cancelOpening(errTakenBack)
		return nil
	}
	l.confirmOnce()
	run := s.Receive(l, msg)
	if v, ok := msg.(wire.Signal); ok {
		m.noteSleep(openLink{l, s}, v)
	}
	if run {
		return s.Page
	}
	return nil
}

// receiveAcks handles an acknowledgement of frames of several sessions.
func (m *Mux) receiveAcks(a wire.Ack) (run *Page) {
	ack := func(n uint64, frames int) {
		l, s := m.link(n)
		if s == nil {
			return
		}
		l.confirmOnce()
		switch {
		case !s.ReceiveAck(l, frames):
		case run == nil:
			run = s.Page
		default:
			go s.Page.runAlone()
		}
	}
	ack(0, a.Acks)
	for _, s := range a.Sessions {
		if s.Session == 0 {
			m.refuse()
			return run
		}
		ack(s.Session, s.Acks)
	}
	return run
}

// link returns the link with number n, and its session unless that is being opened. It returns nil if there
// is none.
func (m *Mux) link(n uint64) (*Link, *Session) {
	if n == 0 {
		if s := m.reading.Load(); s != nil {
			return &m.first, s
		}
		return nil, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.links[n]
	if l == nil {
		return nil, nil
	}
	return l, l.ses
}

// refuse closes the connection, because the client violates the protocol, and ends all its sessions.
func (m *Mux) refuse() {
	m.log().WarnEnd("live: connection closed", string(wire.Malformed))
	m.close(wire.Malformed)
	m.endAll()
}

// close closes the connection. Later messages are ignored.
func (m *Mux) close(reason wire.Reason) {
	m.closing.Store(true)
	m.conn.Close(reason)
}

// An openLink is the link of a session, and that session.
type openLink struct {
	link *Link
	ses  *Session
}

// end ends the session for a reason.
func (l openLink) end(reason wire.Reason) {
	l.ses.endOn(l.link, reason)
	l.link.Close(reason)
}

// openLinks returns the links of all sessions, without those that are being opened. That of the first one is the
// last.
func (m *Mux) openLinks() []openLink {
	m.mu.Lock()
	defer m.mu.Unlock()
	opened, _ := m.all()
	return opened
}

// all returns the links of all sessions, and those that are being opened. mu must be held.
func (m *Mux) all() (opened []openLink, others []*Link) {
	for _, l := range m.links {
		if l.ses != nil {
			opened = append(opened, openLink{l, l.ses})
		} else {
			others = append(others, l)
		}
	}
	if m.first.ses != nil {
		opened = append(opened, openLink{&m.first, m.first.ses})
	}
	return opened, others
}

// detachAll detaches all sessions, because the connection is lost.
func (m *Mux) detachAll() {
	m.mu.Lock()
	m.lost = true
	opened, others := m.all()
	m.mu.Unlock()
	if m.onLost != nil {
		m.onLost()
	}
	for _, l := range others {
		l.cancelOpening(errLost)
	}
	for _, l := range opened {
		l.ses.Detach(l.link)
	}
}

// endAll ends all sessions of the connection, which was closed.
func (m *Mux) endAll() {
	for _, l := range m.openLinks() {
		l.ses.endOn(l.link, wire.Lost)
	}
}

// endDrained ends the sessions whose time to drain is over.
func (m *Mux) endDrained() {
	for _, l := range m.openLinks() {
		l.ses.leave()
	}
}

// runInline runs a page on the reading goroutine. It reports false if that took so long that
// another goroutine has taken over reading.
func (m *Mux) runInline(p *Page) bool {
	completed := false
	generation := m.opt.watchdog.start(m, p)
	defer func() {
		if !completed { // a handler called runtime.Goexit: the watchdog starts another goroutine that reads
			m.opt.watchdog.abandon(m, p, generation)
		}
	}()
	p.Run()
	completed = true
	if m.opt.watchdog.stop(m, generation) {
		return true
	}
	m.endSlow(p)
	return false
}

// endSlow records that a goroutine that was replaced as the reader no longer runs p.
func (m *Mux) endSlow(p *Page) {
	m.slow.Add(-1)
	m.opt.slow.remove(p)
}
