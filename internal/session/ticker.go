package session

import "time"

// A Ticker posts a tick again and again. At most one waits; while nobody is there, ticks collapse into one.
type Ticker struct {
	s     *Session
	every time.Duration
	do    func(time.Time)

	// The session's lock guards the rest.
	timer *time.Timer // nil: the session is parked, or the ticker has ended
	next  time.Time
	tick  tick
	ended bool
}

type tick uint8

const (
	none   tick = iota
	queued      // in the inbox
	missed      // came while detached
)

// Every calls do in the runner every d, the first time after d, from when the browser has joined until Stop.
func (s *Session) Every(d time.Duration, do func(time.Time)) *Ticker {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &Ticker{s: s, every: d, do: do, ended: s.state == ended}
	s.tickers = append(s.tickers, t)
	if s.state != parked {
		t.start()
	}
	return t
}

// Stop ends the ticker. A tick that waits is dropped.
func (t *Ticker) Stop() {
	t.s.mu.Lock()
	defer t.s.mu.Unlock()
	t.halt()
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
		t.next = time.Now().Add(t.every)
		t.timer = time.AfterFunc(t.every, t.fire)
	}
}

func (t *Ticker) halt() {
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
		t.next = t.next.Add(t.every)
	}
	t.timer.Reset(t.next.Sub(now))
	switch {
	case t.tick != none:
	case t.s.state == attached:
		t.enqueue()
	default:
		t.tick = missed
	}
}

func (t *Ticker) resume() {
	if t.tick == missed {
		t.enqueue()
	}
}

func (t *Ticker) enqueue() {
	t.tick = queued
	t.s.put(task{do: func() {
		t.s.mu.Lock()
		run := !t.ended
		t.tick = none
		t.s.mu.Unlock()
		if run {
			t.do(time.Now())
		}
	}})
}
