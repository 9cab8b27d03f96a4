package session

import "time"

// A Ticker posts a task periodically. At most one tick is pending: ticks that fire while the session
// is detached are combined into one.
type Ticker struct {
	s        *Session
	interval time.Duration
	fn       func(time.Time)

	// Guarded by the session's mu.
	timer *time.Timer // nil if the session is unadopted or the ticker has ended
	next  time.Time
	state tickState
	ended bool
}

// A tickState is the state of the pending tick.
type tickState uint8

const (
	tickNone   tickState = iota
	tickQueued           // in the inbox
	tickMissed           // fired while detached; posted by a resume
)

// Every calls fn in the runner once per interval, starting one interval after the browser has
// joined, until Stop.
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

// Stop ends the ticker. A pending tick is dropped.
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

// start starts the timer. The session's mu must be held, as for stop, resume and post.
func (t *Ticker) start() {
	if t.timer == nil && !t.ended {
		t.next = time.Now().Add(t.interval)
		t.timer = time.AfterFunc(t.interval, t.fire)
	}
}

// stop ends the timer.
func (t *Ticker) stop() {
	t.ended = true
	if t.timer != nil {
		t.timer.Stop()
	}
}

// fire is called by the timer.
func (t *Ticker) fire() {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	if t.ended {
		return
	}
	now := time.Now()
	for !t.next.After(now) { // a late timer skips ticks instead of drifting
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

// resume posts the tick that was missed while the session was detached, if any.
func (t *Ticker) resume() {
	if t.state == tickMissed {
		t.post()
	}
}

// post queues a task that calls fn.
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
