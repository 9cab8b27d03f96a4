package session

import "time"

// A task is a unit of work for the runner: a function, or the next event of a session.
type task struct {
	fn   func()
	from *Session // if fn is nil
}

// Deliver queues a subscription's message. It never blocks. It reports false if the message was
// dropped because no browser has joined yet or the inbox is full; the caller must then record what
// to reload and call ReportLoss.
func (p *Page) Deliver(fn func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.ended:
		return true
	case !p.joined || p.messages >= p.opt.MaxInbox:
		return false
	}
	p.messages++
	p.enqueue(task{fn: fn})
	return true
}

// Do queues a task that no message caused. It never blocks. In an unadopted page the task runs after
// Joined. Do reports false if the session has ended or the inbox is full.
func (p *Page) Do(fn func()) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended || p.messages >= p.opt.MaxInbox {
		return false
	}
	p.messages++
	p.enqueue(task{fn: fn})
	return true
}

// ReportLoss records that messages were lost. After the given delay, Reload is called once, after
// the pending tasks; in an unadopted page it is called after Joined, without a delay.
func (p *Page) ReportLoss(delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if delay > 0 && p.joined {
		time.AfterFunc(delay, func() { p.ReportLoss(0) })
		return
	}
	p.needReload = true
	p.startAlone()
}

// Post queues a task without a limit. It never blocks. The caller limits how many are pending: for
// example to one, or to one for each nested session.
func (p *Page) Post(fn func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.enqueue(task{fn: fn})
	}
}

// enqueue adds a task to the inbox. mu must be held.
func (p *Page) enqueue(t task) {
	p.inbox = append(p.inbox, t)
	p.startAlone()
}

// startAlone starts the runner if none is running. It does nothing before the join: the program may be
// running in the GET. mu must be held.
func (p *Page) startAlone() {
	if p.joined && p.start() {
		go p.runAlone()
	}
}
