package livetest

import (
	"slices"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// A loadedPage is a page as it was loaded and, if it is live, the client of its session and their
// connection.
type loadedPage struct {
	clock  clock
	url    string
	status int            // of the response
	body   []byte         // the document
	client *client.Client // nil if the page is not live

	faults     faults
	generation int // of the site, when the page last connected

	done chan struct{} // closed when readLoop has ended; nil if the page is not connected

	mu      sync.Mutex
	changed *sync.Cond // a message was read, the connection was lost, or waitFor timed out
	err     error      // why readLoop ended

	// As of the last valid message:
	roots      []rootState
	heartbeats int // number of heartbeats that the server has returned

	effectTimes []time.Time // when the effects of the client were received
}

// A rootState is what has arrived in one session.
type rootState struct {
	root         *client.Root
	isOpen       bool
	isWaiting    bool // for the reply to a join or resume
	acknowledged int  // ref of the last event acknowledged
	version      int
	fullRenders  int // number of full renders received
}

// connect opens a connection, performs the handshake and starts readLoop.
func (l *loadedPage) connect(s *site, hooks *testhook.Hooks, handshake func(client.Conn) error) error {
	ws, err := s.dialWebSocket(hooks, l.client.URL())
	if err != nil {
		return err
	}
	l.generation = s.generation
	if err := handshake(faultConn{ws, &l.faults}); err != nil {
		_ = l.client.Abort()
		return err
	}
	l.done = make(chan struct{})
	l.mu.Lock()
	l.changed = sync.NewCond(&l.mu)
	l.recordLocked(nil)
	l.mu.Unlock()
	go l.readLoop(l.done)
	return nil
}

// recordLocked records what a message has changed, or why the connection was lost.
func (l *loadedPage) recordLocked(err error) {
	if l.err = err; err == nil {
		l.roots = nil
		for _, r := range l.client.Roots() {
			l.roots = append(l.roots, rootState{r, r.IsOpen(), r.IsWaiting(), r.Acknowledged(), r.Version(), r.FullRenders()})
		}
		for len(l.effectTimes) < len(l.client.Effects()) {
			l.effectTimes = append(l.effectTimes, time.Now())
		}
	}
}

// record records what the client itself has changed: which roots the tab shows.
func (l *loadedPage) record() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err == nil {
		l.recordLocked(nil)
	}
}

// isOpen reports whether the session of a root is open. It is called with mu held.
func (l *loadedPage) isOpen(root *client.Root) bool {
	return slices.ContainsFunc(l.roots, func(s rootState) bool { return s.root == root && s.isOpen })
}

// readLoop reads messages until the connection is lost.
func (l *loadedPage) readLoop(done chan struct{}) {
	defer close(done)
	for {
		down, err := l.client.Read()
		if err == nil && l.client.Drained() { // leave without the delay for which the server asks
			err = &client.CloseError{Code: wire.Reconnect, Reason: wire.Drain}
		}
		l.mu.Lock()
		if down == wire.ServerMessage(wire.Heartbeat) {
			l.heartbeats++
		}
		l.recordLocked(err)
		l.changed.Broadcast()
		l.mu.Unlock()
		if err != nil {
			_ = l.client.Abort()
			return
		}
	}
}

// wake makes waitFor check its condition.
func (l *loadedPage) wake() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.changed != nil {
		l.changed.Broadcast()
	}
}

// rejoin joins those sticky views again for which it is time.
func (l *loadedPage) rejoin() {
	_ = l.client.Rejoin() // readLoop records why it failed
	l.record()
}

// rootStates returns what has arrived in each session.
func (l *loadedPage) rootStates() []rootState {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.roots
}

// heartbeatCount returns how many heartbeats the server has returned.
func (l *loadedPage) heartbeatCount() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heartbeats
}

// effectTime returns when the i-th effect was received.
func (l *loadedPage) effectTime(i int) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i < len(l.effectTimes) {
		return l.effectTimes[i]
	}
	return time.Now() // the message is being recorded
}

// isConnected reports whether there is a connection. The connection may be broken already, which
// settle detects.
func (l *loadedPage) isConnected() bool { return l.client != nil && l.done != nil }

// waitFor waits until a condition holds, the connection is lost, or the timeout of the clock has
// passed. It reports whether the condition holds. The condition may read what mu guards.
func (l *loadedPage) waitFor(condition func() bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	timedOut := false
	stop := l.clock.afterFunc(l.clock.timeout(), func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		timedOut = true
		l.changed.Broadcast()
	})
	defer stop()
	for !condition() {
		if timedOut || l.err != nil {
			return false
		}
		l.changed.Wait()
	}
	return true
}

// readErr returns the error that ended the connection, or nil if it has not ended.
func (l *loadedPage) readErr() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// close ends all sessions and the connection.
func (l *loadedPage) close() {
	l.leave(func() error {
		for _, r := range slices.Concat(l.client.Sticky(), l.client.Asleep()) {
			if r.IsOpen() || r.IsWaiting() {
				if err := r.Bye(); err != nil {
					return err
				}
			}
		}
		return l.client.Write(wire.Bye)
	}, func() bool { return false }) // until the server has closed the connection
}

// leave says that the document leaves sessions, waits for a condition, and closes the connection.
func (l *loadedPage) leave(bye func() error, condition func() bool) {
	if !l.isConnected() {
		return
	}
	// A write deadline of the connection would also apply to acknowledgments that readLoop writes.
	stop := l.clock.afterFunc(time.Second, func() { _ = l.client.Abort() })
	err := bye()
	stop()
	if err == nil {
		l.waitFor(condition)
	}
	l.abort()
}

// abort closes the connection, without a close frame.
func (l *loadedPage) abort() {
	if !l.isConnected() {
		return
	}
	_ = l.client.Abort()
	<-l.done
	l.done = nil
}
