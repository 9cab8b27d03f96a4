package livetest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// maxTurns is how often a page may be left, mounted anew or resumed before it settles.
const maxTurns = 20

// Settle waits until the server has answered all events, and has rendered what it knows. In a synctest bubble it first waits until every
// goroutine waits, so messages, timers that are due and loads that are done count too. Then it asks for a fresh render and
// compares: the page as patches made it must be the same, node by node. A page that is disconnected does not wait for answers.
//
// All that acts on a page settles before it returns; call it after something else has changed what the page shows: another page, a
// message, time.
func (p *Page) Settle() *Page {
	p.t.Helper()
	p.window.settle()
	return p
}

func (p *Page) settle() {
	p.t.Helper()
	for range maxTurns + maxLost {
		p.site.clock.idle()
		if p.gone != "" || !p.tab.connected() {
			return
		}
		settled := p.tab.wait(p.isAnswered)
		if settled {
			p.judge()
		}
		if settled && !p.hear() {
			p.measure()
			if settled = p.refresh(); settled {
				p.before = p.sofar()
				settled = !p.hear()
			}
		}
		if p.gone != "" || !p.tab.connected() || settled {
			p.forget()
			p.check()
			return
		}
		p.recover()
	}
	p.t.Fatalf("livetest: the page does not settle: after %d turns it still changes", maxTurns+maxLost)
}

func (p *Page) isAnswered() bool { return p.tab.answered == p.tab.c.LastRef() }

// refresh asks for a fresh render, with which the client compares the page. The heartbeat comes back after the answer: what came before it may be the
// answer to a question that was asked on a connection before.
func (p *Page) refresh() bool {
	fulls, beats := p.tab.c.FullRenders(), p.tab.hearts()
	if p.tab.c.RequestHTML() != nil || p.tab.c.Write(wire.Heartbeat) != nil {
		return p.tab.wait(func() bool { return false }) // until the reader knows why
	}
	return p.tab.wait(func() bool { return p.tab.fulls > fulls && p.tab.beats > beats })
}

// judge looks at how events ended.
func (p *Page) judge() {
	p.t.Helper()
	sent := p.sent
	p.sent = nil
	for _, e := range sent {
		if out, ok := p.tab.c.Outcome(e.ref); ok && out.Kind == wire.Refused && out.Reason != "error" {
			p.t.Fatalf("livetest: %s: event %q was refused: %s", e.what, e.url, out.Reason)
		}
	}
}

// recover does what a browser does when the connection has ended, or fails the test.
func (p *Page) recover() {
	p.t.Helper()
	err := p.tab.lost()
	closed, ok := errors.AsType[*client.CloseError](err)
	drift, drifted := errors.AsType[*client.MismatchError](err)
	switch {
	case p.tab.done == nil: // another document
		return
	case drifted:
		p.t.Fatalf("livetest: patches made another page than a fresh render: %v\n%s", drift, compare(drift.Patched, drift.Rendered))
	case err == nil:
		p.t.Fatalf("livetest: no answer within %v: does a handler wait for something?\n%d of %d events are answered",
			p.site.clock.patience(), p.tab.c.Acknowledged(), p.tab.c.LastRef())
	case errors.Is(err, errLost), !ok && p.tab.served != p.site.served:
		p.tab.cut()
		p.resume()
		return
	case !ok:
		p.t.Fatalf("livetest: connection lost: %v", err)
	}
	p.tab.cut()
	switch {
	case closed.Code == wire.Reconnect:
		p.resume()
	case closed.Code == wire.Remount && closed.Reason == wire.Crashed:
		p.t.Fatalf("livetest: a handler or Render panicked; the log says where")
	case closed.Code == wire.Remount:
		p.remount()
	case closed.Code == wire.Reload:
		p.t.Fatalf("livetest: the page is not live: its own URL does not answer with it; the log says why")
	default:
		p.t.Fatalf("livetest: the server stopped the page: %s", closed.Reason)
	}
}

// compare shows two documents from where they differ.
func compare(patched, fresh *diff.Snapshot) string {
	a, b := patched.AppendCanonical(nil), fresh.AppendCanonical(nil)
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	around := func(s []byte) string {
		text := string(s[max(0, same-80):min(len(s), same+80)])
		return strings.ToValidUTF8(text, "")
	}
	return fmt.Sprintf("patched: …%s…\nfresh:   …%s…", around(a), around(b))
}
