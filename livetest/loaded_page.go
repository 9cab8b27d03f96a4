package livetest

import (
	"sync"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// A loadedPage is a document as it was loaded and, if it is live, the client of its session and their connection.
type loadedPage struct {
	clock  clock
	url    string
	body   []byte         // the document as it came
	client *client.Client // nil: not live

	faults     faults
	generation int // which server of the site it is connected to

	done chan struct{} // the reader has ended; nil: not connected

	mu           sync.Mutex
	changed      *sync.Cond // something was read, the connection was lost, or the time is over
	err          error      // why the reader ended; what follows is as of the last message that was in order
	acknowledged int        // ref of the last event answered
	fullRenders  int        // full HTMLs
	heartbeats   int        // heartbeats that came back
}

// connect opens a connection, says hello and starts the reader.
func (l *loadedPage) connect(s *site, hooks *testhook.Hooks, handshake func(client.Conn) error) error {
	ws, err := s.dialWebSocket(hooks, l.client.URL())
	if err != nil {
		return err
	}
	l.generation = s.generation
	if err := handshake(faultConn{ws, &l.faults}); err != nil {
		_ = l.client.Cut()
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

// note needs mu. It takes down what a message has brought, or that the connection is lost.
func (l *loadedPage) recordLocked(err error) {
	if l.err = err; err == nil {
		l.acknowledged, l.fullRenders = l.client.Acknowledged(), l.client.FullRenders()
	}
}

func (l *loadedPage) readLoop(done chan struct{}) {
	defer close(done)
	for {
		down, err := l.client.Read()
		if _, ok := down.(wire.DrainMessage); ok && err == nil { // when told to go, it goes at once
			err = &client.Closed{Code: wire.Reconnect, Reason: wire.Drain}
		}
		l.mu.Lock()
		if down == wire.Down(wire.Heartbeat) {
			l.heartbeats++
		}
		l.recordLocked(err)
		l.changed.Broadcast()
		l.mu.Unlock()
		if err != nil {
			_ = l.client.Cut()
			return
		}
	}
}

// hearts is how many heartbeats came back.
func (l *loadedPage) heartbeatCount() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.heartbeats
}

// connected says whether there is a connection, which may have been lost meanwhile.
func (l *loadedPage) isConnected() bool { return l.client != nil && l.done != nil }

// wait waits until something is true, which may read what note notes, the connection is lost, or patience ends. It says whether it is true.
func (l *loadedPage) waitFor(condition func() bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	timedOut := false
	timer := time.AfterFunc(l.clock.timeout(), func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		timedOut = true
		l.changed.Broadcast()
	})
	defer timer.Stop()
	for !condition() {
		if timedOut || l.err != nil {
			return false
		}
		l.changed.Wait()
	}
	return true
}

// lost is why the connection was lost, nil if it was not.
func (l *loadedPage) readErr() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// leave closes the document for good.
func (l *loadedPage) close() {
	if !l.isConnected() {
		return
	}
	deadline := time.AfterFunc(time.Second, func() { _ = l.client.Cut() }) // no deadline for writing: the reader writes too
	err := l.client.Write(wire.Bye)
	deadline.Stop()
	if err == nil {
		l.waitFor(func() bool { return false }) // until the server has hung up
	}
	l.abort()
}

// cut ends the connection without a word.
func (l *loadedPage) abort() {
	if !l.isConnected() {
		return
	}
	_ = l.client.Cut()
	<-l.done
	l.done = nil
}
