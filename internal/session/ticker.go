package session

import "time"

// A Ticker posts a tick again and again. At most one waits; while nobody is there, ticks collapse into one.
type Ticker struct {
	s        *Session
	interval time.Duration
	fn       func(time.Time)

	// The session's lock guards the rest.
	timer *time.Timer // nil: the session is parked, or the ticker has ended
	next  time.Time
	state tickState
	ended bool
}

type tickState uint8

const (
	tickNone   tickState = iota
	tickQueued           // in the inbox
	tickMissed           // came while detached
)

// Every calls do in the runner every d, the first time after d, from when the browser has joined until Stop.
func (s *Session) Every(interval time.Duration, fn func(time.Time)) *Ticker {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &Ticker{s: s, interval: interval, fn: fn, ended: s.state == ended}
	s.tickers = append(s.tickers, t)
	if s.state != unadopted {
		t.start()
	}
	return t
}

// Stop ends the ticker. A tick that waits is dropped.
func (t *Ticker) Stop() {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	t.stop()
	for i, other := range t.s.tickers {
		if other == t {
			t.s.tickers = append(t.s.tickers[:i], t.s.tickers[i+1:]...)
			break
		}
	}
}

// start needs the lock, as do halt, enqueue and resume.
func (t *Ticker) start() {
	if t.timer == nil && !t.ended {
		t.next = time.Now().Add(t.interval)
		t.timer = time.AfterFunc(t.interval, t.fire)
	}
}

func (t *Ticker) stop() {
	t.ended = true
	if t.timer != nil {
		t.timer.Stop()
	}
}

func (t *Ticker) fire() {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if t.ended {
		return
	}
	now := time.Now()
	for !t.next.After(now) { // a late timer skips beats rather than drift
		t.next = t.next.Add(t.interval)
	}
	t.timer.Reset(t.next.Sub(now))
	switch {
	case t.state != tickNone:
	case t.s.state == attached:
		t.post()
	default:
		t.state = tickMissed
	}
}

func (t *Ticker) resume() {
	if t.state == tickMissed {
		t.post()
	}
}

func (t *Ticker) post() {
	t.state = tickQueued
	t.s.enqueue(task{fn: func() {
		t.s.mu.Lock()
		run := !t.ended
		t.state = tickNone
		t.s.mu.Unlock()
		if run {
			t.fn(time.Now())
		}
	}})
}
