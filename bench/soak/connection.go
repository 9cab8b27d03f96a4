package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// The times of the browser client, in js/src/limits.ts.
const (
	openTimeout       = 10 * time.Second
	joinTimeout       = 30 * time.Second
	replyTimeout      = 3 * time.Second
	heartbeatInterval = 25 * time.Second
	heartbeatTimeout  = 2 * time.Second
	stableAfter       = 5 * time.Second
	baseDelay         = 500 * time.Millisecond
	elsewhereTimeout  = 5 * time.Second
	drainWait         = 1500 * time.Millisecond // for acknowledgements, after the time that the server set
)

// The errors of a connection that the page ends itself.
var (
	errSilent  = errors.New("the connection is silent")
	errDrained = errors.New("the server is shutting down")
)

// connect opens a connection and uses it until it is lost. It then waits as long as a browser does
// before it connects again.
func (p *page) connect(ctx context.Context) {
	err := p.join(ctx)
	var liveSince time.Time
	if err == nil {
		p.isLive, liveSince = true, time.Now()
		p.counts.live(p.away)
		err = p.serve(ctx)
	}
	_ = p.client.Abort()
	if p.left || p.settled || ctx.Err() != nil {
		return
	}
	if p.isLive {
		p.away = p.counts.lost()
		if liveSince.Before(time.Now().Add(-stableAfter)) {
			p.attempts = 0
		}
	}
	delay := p.react(err)
	p.isLive, p.draining, p.checking = false, false, false
	if p.client != nil && !p.actingDone && rand.IntN(4) == 0 {
		_ = p.act(false) // the event waits
	}
	wait(ctx, delay)
}

// react does what the browser client does when a connection was closed or lost with err. It returns
// the time to wait before the next attempt.
func (p *page) react(err error) (delay time.Duration) {
	closed, ok := errors.AsType[*client.CloseError](err)
	switch {
	case isWrong(err):
		p.counts.wrong(fmt.Errorf("page %s: %w", p.name, err))
		p.endDocument()
		return time.Second
	case p.draining: // the session cannot be resumed
		p.forget = true
		return 0
	case ok && (closed.Code == wire.Reload || closed.Code == wire.Stop):
		p.counts.count(fmt.Sprintf("closed: %s", closed.Reason))
		p.endDocument()
	case ok && closed.Reason == "elsewhere":
		p.counts.count("closed: elsewhere")
		if p.elsewhere.IsZero() {
			p.elsewhere = time.Now()
		} else if time.Since(p.elsewhere) > elsewhereTimeout {
			p.forget = true
		}
	case ok && closed.Code == wire.Remount:
		p.counts.count(fmt.Sprintf("closed: %s", closed.Reason))
		p.forget = true
		if closed.Reason == wire.Gone && p.attempts == 0 {
			p.attempts++
			return 0
		}
	case ok:
		p.counts.count(fmt.Sprintf("closed: %s", closed.Reason))
	}
	delay = time.Duration(rand.Float64() * float64(min(p.config.maxDelay, baseDelay<<min(p.attempts, 10))))
	p.attempts++
	return delay
}

// join opens a WebSocket and joins, or resumes the session.
func (p *page) join(ctx context.Context) error {
	conn, res, err := client.Dial(ctx, p.browser, "http://"+p.proxy.addr(), p.url, nil)
	if err != nil {
		if res != nil {
			p.counts.count(fmt.Sprintf("openings refused: %d", res.StatusCode))
		} else {
			p.counts.count("openings failed")
		}
		return err
	}
	_ = conn.SetReadDeadline(time.Now().Add(joinTimeout))
	defer conn.SetReadDeadline(time.Time{})
	if p.client.Session() != "" && !p.forget {
		if err := p.client.Resume(conn); err != nil {
			return err
		}
		p.counts.count("sessions resumed")
		p.elsewhere = time.Time{}
		return nil
	}
	isFirst := p.client.Session() == "" && p.client.Epoch() == 0
	p.endSession()
	if err := p.client.Join(conn); err != nil {
		return err
	}
	p.forget, p.elsewhere = false, time.Time{}
	switch {
	case !isFirst:
		p.counts.count("pages remounted")
	case p.client.Adopted():
		p.counts.count("pages adopted")
	default:
		p.counts.count("pages mounted twice")
	}
	return nil
}

// A received message, or the error that ends the connection.
type received struct {
	msg wire.ServerMessage
	err error
}

// serve uses a connection until it is lost, or until the page is left or settled. It returns the
// error that ended the connection.
func (p *page) serve(ctx context.Context) error {
	messages, done := make(chan received), make(chan struct{})
	go p.read(messages, done)
	defer func() { // the reader must have ended before the next connection
		close(done)
		_ = p.client.Abort()
		for range messages {
		}
	}()
	if err := errors.Join(p.sendWaiting(), p.check()); err != nil {
		return err
	}
	acting := p.acting
	act, watchdog, drain := time.NewTimer(p.thinkTime()), time.NewTimer(p.watchdogTime()), (<-chan time.Time)(nil)
	defer act.Stop()
	defer watchdog.Stop()
	probing, drainWaited := false, false
	for !p.left && !p.settled {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-acting:
			acting, p.actingDone = nil, true
			act.Stop()
		case <-act.C:
			act.Reset(p.thinkTime())
			err = p.act(rand.Float64() < turnover)
			if !probing && len(p.sent) == 1 {
				watchdog.Reset(p.watchdogTime())
			}
		case m := <-messages:
			if m.err != nil {
				return m.err
			}
			p.settleEvents()
			if d, ok := m.msg.(wire.DrainMessage); ok {
				p.counts.count("drains")
				p.draining, drain = true, time.After(time.Duration(d.After)*time.Millisecond)
			}
			probing = false
			watchdog.Reset(p.watchdogTime())
		case <-drain:
			if len(p.sent) == 0 || drainWaited {
				return errDrained
			}
			drainWaited, drain = true, time.After(drainWait)
		case <-watchdog.C:
			if probing {
				return errSilent
			}
			probing = true
			err = p.client.Write(wire.Heartbeat)
			watchdog.Reset(heartbeatTimeout)
		}
		if err == nil {
			err = p.check()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// read reads messages until the connection is lost.
func (p *page) read(messages chan<- received, done <-chan struct{}) {
	defer close(messages)
	for {
		msg, err := p.client.Read()
		select {
		case messages <- received{msg, err}:
		case <-done:
			return
		}
		if err != nil {
			return
		}
	}
}

// watchdogTime returns how long the connection may be silent before it is probed.
func (p *page) watchdogTime() time.Duration {
	if len(p.sent) > 0 {
		return replyTimeout
	}
	return heartbeatInterval
}
