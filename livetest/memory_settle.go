package livetest

import (
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// maxRounds is the number of times that a page may navigate, remount or resume before it settles.
const maxRounds = 20

func (m *memoryTab) settle() {
	m.t.Helper()
	defer func() { m.expireFlashes(time.Now()) }()
	for range maxRounds + maxDropFrames {
		m.site.clock.waitIdle()
		if m.leave() {
			continue
		}
		if m.leftFor != "" || !m.page.isConnected() {
			return
		}
		if !m.page.waitFor(m.allAcknowledged) {
			m.reconnect()
			continue
		}
		m.checkOutcomes()
		if m.leave() {
			continue
		}
		m.endStep()
		if !m.freshRender() {
			m.reconnect()
			continue
		}
		m.stepStart = m.total()
		if m.leave() {
			continue
		}
		m.dropReported()
		m.check()
		return
	}
	m.t.Fatalf("livetest: the page did not settle after it had navigated or reconnected %d times", maxRounds+maxDropFrames)
}

func (m *memoryTab) allAcknowledged() bool { return m.page.acknowledged == m.page.client.LastRef() }

// freshRender requests a fresh render, with which the client compares the page, and waits for it.
// The server returns the heartbeat after the requested render. An earlier render may have been
// requested on a previous connection. It reports false if the connection was lost.
func (m *memoryTab) freshRender() bool {
	renders, heartbeats := m.page.client.FullRenders(), m.page.heartbeatCount()
	if m.page.client.RequestHTML() != nil || m.page.client.Write(wire.Heartbeat) != nil {
		return m.page.waitFor(func() bool { return false }) // until readLoop has recorded why
	}
	return m.page.waitFor(func() bool { return m.page.fullRenders > renders && m.page.heartbeats > heartbeats })
}

// checkOutcomes fails the test if an event was refused.
func (m *memoryTab) checkOutcomes() {
	m.t.Helper()
	sent := m.sent
	m.sent = nil
	for _, e := range sent {
		if o, ok := m.page.client.Outcome(e.ref); ok && o.Kind == wire.Refused && o.Reason != "error" {
			m.t.Fatalf("livetest: %s: event %q was refused: %s", e.source, e.url, o.Reason)
		}
	}
}
