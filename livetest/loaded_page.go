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
	clock clock
	url   string
	body  []byte         // the document as it came
	c     *client.Client // nil: not live

	faults faults
	served int // which server of the site it is connected to

	done chan struct{} // the reader has ended; nil: not connected

	mu       sync.Mutex
	news     *sync.Cond // something was read, the connection was lost, or the time is over
	err      error      // why the reader ended; what follows is as of the last message that was in order
	answered int        // ref of the last event answered
	fulls    int        // full HTMLs
	beats    int        // heartbeats that came back
}

// connect opens a connection, says hello and starts the reader.
func (l *loadedPage) connect(s *site, w *testhook.Hooks, hello func(client.Conn) error) error {
	ws, err := s.dial(w, l.c.URL())
	if err != nil {
		return err
	}
	l.served = s.served
	if err := hello(line{ws, &l.faults}); err != nil {
		_ = l.c.Cut()
		return err
	}
	l.done = make(chan struct{})
	l.mu.Lock()
	l.news = sync.NewCond(&l.mu)
	l.note(nil)
	l.mu.Unlock()
	go l.read(l.done)
	return nil
}

// note needs mu. It takes down what a message has brought, or that the connection is lost.
func (l *loadedPage) note(err error) {
	if l.err = err; err == nil {
		l.answered, l.fulls = l.c.Acknowledged(), l.c.FullRenders()
	}
}

func (l *loadedPage) read(done chan struct{}) {
	defer close(done)
	for {
		down, err := l.c.Read()
		if _, ok := down.(wire.DrainMessage); ok && err == nil { // when told to go, it goes at once
			err = &client.Closed{Code: wire.Reconnect, Reason: wire.Drain}
		}
		l.mu.Lock()
		if down == wire.Down(wire.Heartbeat) {
			l.beats++
		}
		l.note(err)
		l.news.Broadcast()
		l.mu.Unlock()
		if err != nil {
			_ = l.c.Cut()
			return
		}
	}
}

// hearts is how many heartbeats came back.
func (l *loadedPage) hearts() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.beats
}

// connected says whether there is a connection, which may have been lost meanwhile.
func (l *loadedPage) connected() bool { return l.c != nil && l.done != nil }

// wait waits until something is true, which may read what note notes, the connection is lost, or patience ends. It says whether it is true.
func (l *loadedPage) wait(until func() bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	over := false
	timer := time.AfterFunc(l.clock.patience(), func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		over = true
		l.news.Broadcast()
	})
	defer timer.Stop()
	for !until() {
		if over || l.err != nil {
			return false
		}
		l.news.Wait()
	}
	return true
}

// lost is why the connection was lost, nil if it was not.
func (l *loadedPage) lost() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.err
}

// leave closes the document for good.
func (l *loadedPage) leave() {
	if !l.connected() {
		return
	}
	stuck := time.AfterFunc(time.Second, func() { _ = l.c.Cut() }) // no deadline for writing: the reader writes too
	err := l.c.Write(wire.Bye)
	stuck.Stop()
	if err == nil {
		l.wait(func() bool { return false }) // until the server has hung up
	}
	l.cut()
}

// cut ends the connection without a word.
func (l *loadedPage) cut() {
	if !l.connected() {
		return
	}
	_ = l.c.Cut()
	<-l.done
	l.done = nil
}
