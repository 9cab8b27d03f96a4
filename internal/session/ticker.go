package session

import (
	"slices"
	"time"
)

// A Ticker posts a task periodically, or once. At most one tick is pending: ticks that fire while the
// session is detached are combined into one.
type Ticker struct {
	s        *Session
	interval time.Duration
	once     bool
	fn       func(time.Time)

	// Guarded by the session's mu.
	timer *time.Timer // nil if the session is unadopted or the ticker has ended
	next  time.Time
	state tickState
	ended bool
	index int // in the session's tickers, unless it has ended
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
	return s.startTicker(&Ticker{s: s, interval: interval, fn: fn})
}

// After calls fn in the runner once, the given time after the call or, in an unadopted session, after
// the browser has joined, unless Stop is called before.
func (s *Session) After(d time.Duration, fn func(time.Time)) *Ticker {
	return s.startTicker(&Ticker{s: s, interval: d, once: true, fn: fn})
}

// startTicker adds a ticker to the session, unless that has ended.
func (s *Session) startTicker(t *Ticker) *Ticker {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.ended = s.state == ended; t.ended {
		return t
	}
	t.index = len(s.tickers)
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
	t.remove()
}

// remove ends the ticker and removes it from the session. The session's mu must be held, as for the
// methods below.
func (t *Ticker) remove() {
	if t.ended {
		return
	}
	t.stop()
	all := t.s.tickers
	last := len(all) - 1
	all[t.index] = all[last]
	all[t.index].index = t.index
	all[last] = nil
	t.s.tickers = all[:last]
}

// start starts the timer.
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
	if !t.once {
		now := time.Now()
		for !t.next.After(now) { // a late timer skips ticks instead of drifting
			t.next = t.next.Add(t.interval)
		}
		t.timer.Reset(t.next.Sub(now))
	}
	switch {
	case t.state != tickNone:
	case t.s.state == attached:
		t.post()
	default:
		t.state = tickMissed
	}
}

// resumeTickers posts the ticks that were missed while the session was detached, the oldest ticker
// that fires only once first. mu must be held.
func (s *Session) resumeTickers() {
	var missed []*Ticker
	for _, t := range s.tickers {
		if t.state == tickMissed {
			missed = append(missed, t)
		}
	}
	slices.SortStableFunc(missed, func(a, b *Ticker) int { return a.next.Compare(b.next) })
	for _, t := range missed {
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
		if t.once {
			t.remove()
		}
		t.s.mu.Unlock()
		if run {
			t.fn(time.Now())
		}
	}})
}
