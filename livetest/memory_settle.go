package livetest

import "github.com/lively-go/lively/internal/wire"

// maxTurns is how often a page may be left, mounted anew or resumed before it settles.
const maxRounds = 20

func (m *memoryTab) settle() {
	m.t.Helper()
	for range maxRounds + maxDropFrames {
		m.site.clock.waitIdle()
		if m.leftFor != "" || !m.page.isConnected() {
			return
		}
		settled := m.page.waitFor(m.allAcknowledged)
		if settled {
			m.checkOutcomes()
		}
		if settled && !m.applyEffects() {
			m.endStep()
			if settled = m.freshRender(); settled {
				m.stepStart = m.total()
				settled = !m.applyEffects()
			}
		}
		if m.leftFor != "" || !m.page.isConnected() || settled {
			m.dropReported()
			m.check()
			return
		}
		m.reconnect()
	}
	m.t.Fatalf("livetest: the page does not settle: after %d turns it still changes", maxRounds+maxDropFrames)
}

func (m *memoryTab) allAcknowledged() bool { return m.page.acknowledged == m.page.client.LastRef() }

// refresh asks for a fresh render, with which the client compares the page. The heartbeat comes back after the answer: what came before it may be the
// answer to a question that was asked on a connection before.
func (m *memoryTab) freshRender() bool {
	fulls, beats := m.page.client.FullRenders(), m.page.heartbeatCount()
	if m.page.client.RequestHTML() != nil || m.page.client.Write(wire.Heartbeat) != nil {
		return m.page.waitFor(func() bool { return false }) // until the reader knows why
	}
	return m.page.waitFor(func() bool { return m.page.fullRenders > fulls && m.page.heartbeats > beats })
}

// judge looks at how events ended.
func (m *memoryTab) checkOutcomes() {
	m.t.Helper()
	sent := m.sent
	m.sent = nil
	for _, e := range sent {
		if out, ok := m.page.client.Outcome(e.ref); ok && out.Kind == wire.Refused && out.Why != "error" {
			m.t.Fatalf("livetest: %s: event %q was refused: %s", e.source, e.url, out.Why)
		}
	}
}
