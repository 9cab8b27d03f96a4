package session

import (
	"slices"
	"time"
)

// A Ticker posts a task periodically, or once. At most one tick is pending: ticks that fire while the
// session is detached are combined into one.
type Ticker struct {
	p        *Page
	interval time.Duration
	once     bool
	fn       func(time.Time)

	// Guarded by the page's mu.
	timer *time.Timer // nil if the page is unadopted or the ticker has ended
	next  time.Time
	state tickState
	ended bool
	index int // in the page's tickers, unless it has ended
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
func (p *Page) Every(interval time.Duration, fn func(time.Time)) *Ticker {
	return p.startTicker(&Ticker{p: p, interval: interval, fn: fn})
}

// After calls fn in the runner once, the given time after the call or, in an unadopted page, after
// the browser has joined, unless Stop is called before.
func (p *Page) After(d time.Duration, fn func(time.Time)) *Ticker {
	return p.startTicker(&Ticker{p: p, interval: d, once: true, fn: fn})
}

// startTicker adds a ticker to the page, unless that has ended.
func (p *Page) startTicker(t *Ticker) *Ticker {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.ended = p.ended; t.ended {
		return t
	}
	t.index = len(p.tickers)
	p.tickers = append(p.tickers, t)
	if p.joined {
		t.start()
	}
	return t
}

// Stop ends the ticker. A pending tick is dropped.
func (t *Ticker) Stop() {
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
	t.remove()
}

// remove ends the ticker and removes it from the page. The page's mu must be held, as for the
// methods below.
func (t *Ticker) remove() {
	if t.ended {
		return
	}
	t.stop()
	all := t.p.tickers
	last := len(all) - 1
	all[t.index] = all[last]
	all[t.index].index = t.index
	all[last] = nil
	t.p.tickers = all[:last]
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
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
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
	case t.p.attached.Load():
		t.post()
	default:
		t.state = tickMissed
	}
}

// resumeTickers posts the ticks that were missed while the session was detached, the oldest ticker
// that fires only once first. mu must be held.
func (p *Page) resumeTickers() {
	var missed []*Ticker
	for _, t := range p.tickers {
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
	t.p.enqueue(task{fn: func() {
		t.p.mu.Lock()
		run := !t.ended
		t.state = tickNone
		if t.once {
			t.remove()
		}
		t.p.mu.Unlock()
		if run {
			t.fn(time.Now())
		}
	}})
}
