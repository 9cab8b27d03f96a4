package livetest

import (
	"sync"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// A tab shows one document.
type tab struct {
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
func (b *tab) connect(s *site, w *testhook.Hooks, hello func(client.Conn) error) error {
	ws, err := s.dial(w, b.c.URL())
	if err != nil {
		return err
	}
	b.served = s.served
	if err := hello(line{ws, &b.faults}); err != nil {
		_ = b.c.Abort()
		return err
	}
	b.done = make(chan struct{})
	b.mu.Lock()
	b.news = sync.NewCond(&b.mu)
	b.note(nil)
	b.mu.Unlock()
	go b.read(b.done)
	return nil
}

// note needs mu. It takes down what a message has brought, or that the connection is lost.
func (b *tab) note(err error) {
	if b.err = err; err == nil {
		b.answered, b.fulls = b.c.Acknowledged(), b.c.FullRenders()
	}
}

func (b *tab) read(done chan struct{}) {
	defer close(done)
	for {
		down, err := b.c.Read()
		if _, ok := down.(wire.DrainMessage); ok && err == nil { // when told to go, it goes at once
			err = &client.CloseError{Code: wire.Reconnect, Reason: wire.Drain}
		}
		b.mu.Lock()
		if down == wire.ServerMessage(wire.Heartbeat) {
			b.beats++
		}
		b.note(err)
		b.news.Broadcast()
		b.mu.Unlock()
		if err != nil {
			_ = b.c.Abort()
			return
		}
	}
}

// hearts is how many heartbeats came back.
func (b *tab) hearts() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.beats
}

// connected says whether there is a connection, which may have been lost meanwhile.
func (b *tab) connected() bool { return b.c != nil && b.done != nil }

// wait waits until something is true, which may read what note notes, the connection is lost, or patience ends. It says whether it is true.
func (b *tab) wait(until func() bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	over := false
	timer := time.AfterFunc(b.clock.patience(), func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		over = true
		b.news.Broadcast()
	})
	defer timer.Stop()
	for !until() {
		if over || b.err != nil {
			return false
		}
		b.news.Wait()
	}
	return true
}

// lost is why the connection was lost, nil if it was not.
func (b *tab) lost() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err
}

// leave closes the document for good.
func (b *tab) leave() {
	if !b.connected() {
		return
	}
	stuck := time.AfterFunc(time.Second, func() { _ = b.c.Abort() }) // no deadline for writing: the reader writes too
	err := b.c.Write(wire.Bye)
	stuck.Stop()
	if err == nil {
		b.wait(func() bool { return false }) // until the server has hung up
	}
	b.cut()
}

// cut ends the connection without a word.
func (b *tab) cut() {
	if !b.connected() {
		return
	}
	_ = b.c.Abort()
	<-b.done
	b.done = nil
}
