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
	p.tab.settle()
	return p
}

func (m *memoryTab) settle() {
	m.t.Helper()
	for range maxTurns + maxLost {
		m.site.clock.idle()
		if m.gone != "" || !m.page.connected() {
			return
		}
		settled := m.page.wait(m.isAnswered)
		if settled {
			m.judge()
		}
		if settled && !m.hear() {
			m.measure()
			if settled = m.refresh(); settled {
				m.before = m.sofar()
				settled = !m.hear()
			}
		}
		if m.gone != "" || !m.page.connected() || settled {
			m.forget()
			m.check()
			return
		}
		m.recover()
	}
	m.t.Fatalf("livetest: the page does not settle: after %d turns it still changes", maxTurns+maxLost)
}

func (m *memoryTab) isAnswered() bool { return m.page.answered == m.page.c.LastRef() }

// refresh asks for a fresh render, with which the client compares the page. The heartbeat comes back after the answer: what came before it may be the
// answer to a question that was asked on a connection before.
func (m *memoryTab) refresh() bool {
	fulls, beats := m.page.c.FullRenders(), m.page.hearts()
	if m.page.c.RequestHTML() != nil || m.page.c.Write(wire.Heartbeat) != nil {
		return m.page.wait(func() bool { return false }) // until the reader knows why
	}
	return m.page.wait(func() bool { return m.page.fulls > fulls && m.page.beats > beats })
}

// judge looks at how events ended.
func (m *memoryTab) judge() {
	m.t.Helper()
	sent := m.sent
	m.sent = nil
	for _, e := range sent {
		if out, ok := m.page.c.Outcome(e.ref); ok && out.Kind == wire.Refused && out.Why != "error" {
			m.t.Fatalf("livetest: %s: event %q was refused: %s", e.what, e.url, out.Why)
		}
	}
}

// recover does what a browser does when the connection has ended, or fails the test.
func (m *memoryTab) recover() {
	m.t.Helper()
	err := m.page.lost()
	closed, ok := errors.AsType[*client.Closed](err)
	drift, drifted := errors.AsType[*client.MismatchError](err)
	switch {
	case m.page.done == nil: // another document
		return
	case drifted:
		m.t.Fatalf("livetest: patches made another page than a fresh render: %v\n%s", drift, compare(drift.Patched, drift.Fresh))
	case err == nil:
		m.t.Fatalf("livetest: no answer within %v: does a handler wait for something?\n%d of %d events are answered",
			m.site.clock.patience(), m.page.c.Acknowledged(), m.page.c.LastRef())
	case errors.Is(err, errLost), !ok && m.page.served != m.site.served:
		m.page.cut()
		m.resume()
		return
	case !ok:
		m.t.Fatalf("livetest: connection lost: %v", err)
	}
	m.page.cut()
	switch {
	case closed.Code == wire.Reconnect:
		m.resume()
	case closed.Code == wire.Remount && closed.Reason == wire.Crashed:
		m.t.Fatalf("livetest: a handler or Render panicked; the log says where")
	case closed.Code == wire.Remount:
		m.remount()
	case closed.Code == wire.Reload:
		m.t.Fatalf("livetest: the page is not live: its own URL does not answer with it; the log says why")
	default:
		m.t.Fatalf("livetest: the server stopped the page: %s", closed.Reason)
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
