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
	openTimeout       = 5 * time.Second
	joinTimeout       = 30 * time.Second
	replyTimeout      = 3 * time.Second
	heartbeatInterval = 25 * time.Second
	heartbeatTimeout  = 2 * time.Second
	minInputInterval  = time.Second
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
		p.retry.lost(liveSince)
	}
	delay := p.react(err)
	p.isLive, p.draining, p.checking = false, false, false
	if think := p.thinkTime(); p.client != nil && !p.actingDone && think < delay && time.Since(p.inputAt) > minInputInterval {
		wait(ctx, think)
		_ = p.act(false) // the event waits, and the client connects at once
		p.inputAt = time.Now()
		return
	}
	wait(ctx, delay)
}

// react does what the browser client does when a connection was closed or lost with err. It returns
// the time to wait before the next attempt.
func (p *page) react(err error) (delay time.Duration) {
	if isWrong(err) {
		p.counts.wrong(fmt.Errorf("page %s: %w", p.name, err))
		p.endDocument()
		return time.Second
	}
	closed, ok := errors.AsType[*client.CloseError](err)
	if ok {
		p.counts.count(fmt.Sprintf("closed: %s", closed.Reason))
	}
	switch {
	case p.draining: // the session cannot be resumed
		p.forget = true
		return time.Until(p.drainAt)
	case !ok:
		return p.retry.backoff()
	case closed.Code == wire.Reload || closed.Code == wire.Stop:
		p.endDocument()
	case closed.Reason == wire.Elsewhere:
		if p.retry.elsewhere() {
			return p.retry.soon()
		}
		p.forget = true
		return 0
	case closed.Reason == wire.Busy:
		return p.retry.late()
	case closed.Code == wire.Remount:
		hadSecret := p.client.Session() != "" && !p.forget
		p.forget = true
		if hadSecret && closed.Reason == wire.Gone || closed.Reason == wire.Forged {
			return 0
		}
	}
	return p.retry.backoff()
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
		p.retry.elsewhereSince = time.Time{}
		return nil
	}
	isFirst := p.client.Session() == "" && p.client.Version() == 0
	p.endSession()
	if err := p.client.Join(conn); err != nil {
		return err
	}
	p.forget, p.retry.elsewhereSince = false, time.Time{}
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
	probing, drained := false, false
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
				after := time.Duration(d.After) * time.Millisecond
				p.draining, p.drainAt, drain = true, time.Now().Add(after), time.After(after)
			}
			if drained && len(p.sent) == 0 {
				return errDrained
			}
			probing = false
			watchdog.Reset(p.watchdogTime())
		case <-drain:
			if drained = true; len(p.sent) == 0 { // otherwise the outcomes come first
				return errDrained
			}
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
