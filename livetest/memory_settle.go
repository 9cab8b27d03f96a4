package livetest

import "github.com/lively-go/lively/internal/wire"

// maxTurns is how often a page may be left, mounted anew or resumed before it settles.
const maxTurns = 20

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
