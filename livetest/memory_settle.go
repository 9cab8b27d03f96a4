package livetest

import (
	"slices"
	"strconv"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// maxRounds is the number of times that a page may navigate, remount or resume before it settles.
const maxRounds = 20

func (m *memoryTab) settle() {
	m.t.Helper()
	defer func() { m.expireFlashes(time.Now()) }()
	rounds := 0
	visible := map[lazyElement]bool{}
	for range maxRounds + maxDropFrames {
		m.site.clock.waitIdle()
		if m.leave() {
			continue
		}
		if m.leftFor != "" || !m.page.isConnected() {
			return
		}
		m.page.rejoin()
		if !m.page.waitFor(m.isUpToDate) {
			m.reconnect()
			continue
		}
		m.checkEnds()
		m.checkOutcomes()
		if m.leave() {
			continue
		}
		if m.takeLifecycle() {
			continue
		}
		m.endStep()
		before, messages := m.page.rootStates(), m.messages.Load()
		isNew := m.showLazy(visible)
		if !m.freshRender() {
			m.reconnect()
			continue
		}
		if rounds++; rounds < maxViewRounds && (isNew || m.messages.Load() != messages || m.hasViewsChanged(before)) {
			continue
		}
		m.stepStart = m.total()
		if m.leave() {
			continue
		}
		m.dropReported()
		m.check()
		m.checkEnds()
		return
	}
	m.t.Fatalf("livetest: the page did not settle after it had navigated or reconnected %d times", maxRounds+maxDropFrames)
}

// maxViewRounds is the number of fresh renders of a page whose nested views continue to change or to send messages,
// as with a ticker. A view that has received a message may have sent another one, which its parent, or a nested
// view, has not handled when it renders. The next render comes after that.
const maxViewRounds = 8

// hasViewsChanged reports whether a page with nested or sticky views has changed since before. What one view
// does may change another one, which its fresh render does not have to contain.
func (m *memoryTab) hasViewsChanged(before []rootState) bool {
	now := m.page.rootStates()
	if len(before) == 1 && len(now) == 1 && !m.hasNested() {
		return false
	}
	return m.pendingMounts() > 0 || !slices.EqualFunc(before, now, func(a, b rootState) bool {
		return a.root == b.root && a.isOpen == b.isOpen && a.version == b.version
	})
}

// hasNested reports whether the document has nested views.
func (m *memoryTab) hasNested() bool {
	m.sync()
	return m.dom.Find("[live-root]").Length() > 0
}

// isUpToDate reports whether all events are acknowledged, and all views mounted. It is called with the mutex
// of the page held.
func (m *memoryTab) isUpToDate() bool {
	for _, s := range m.page.roots {
		if s.isWaiting || s.isOpen && s.acknowledged != s.root.LastRef() {
			return false
		}
	}
	return m.site.clock.bubble || m.pendingMounts() == 0
}

// A lazyElement is the element of a lazy nested view.
type lazyElement struct {
	root   *client.Root
	number int
}

// showLazy reports the lazy nested views of the page as visible. It reports whether it has added some to those
// reported before. The server may begin to mount them only after the next fresh render, if that was due.
func (m *memoryTab) showLazy(visible map[lazyElement]bool) (isNew bool) {
	m.sync()
	for _, e := range m.dom.Find("[live-root][live-lazy]").EachIter() {
		element, err := strconv.Atoi(attr(e, "live-root"))
		if parent := m.rootOf(placeOf(e).view); err == nil && parent.IsOpen() && parent.Nested(element) == nil {
			_ = parent.Show(element) // the fresh render fails, too
			e := lazyElement{parent, element}
			isNew = isNew || !visible[e]
			visible[e] = true
		}
	}
	return isNew
}

// freshRender requests a fresh render of each view, with which the client compares the page, and waits for
// them. The server returns the heartbeat after the requested render. An earlier render may have been
// requested on a previous connection. It reports false if the connection was lost.
func (m *memoryTab) freshRender() bool {
	heartbeats := m.page.heartbeatCount()
	requested := map[*client.Root]int{}
	failed := false
	for _, r := range m.page.client.Roots() {
		if r.IsOpen() {
			requested[r] = r.FullRenders()
			failed = failed || r.RequestHTML() != nil
		}
	}
	if failed || m.page.client.Write(wire.Heartbeat) != nil {
		return m.page.waitFor(func() bool { return false }) // until readLoop has recorded why
	}
	return m.page.waitFor(func() bool {
		for _, s := range m.page.roots {
			if before, ok := requested[s.root]; ok && s.isOpen && s.fullRenders == before {
				return false
			}
		}
		return m.page.heartbeats > heartbeats
	})
}

// checkOutcomes fails the test if an event was refused.
func (m *memoryTab) checkOutcomes() {
	m.t.Helper()
	sent := m.sent
	m.sent = nil
	for _, e := range sent {
		if o, ok := e.root.Outcome(e.ref); ok && o.Kind == wire.Refused && o.Reason != wire.Failed && o.Reason != wire.Invalid {
			m.t.Fatalf("livetest: %s: event %q was refused: %s", e.source, e.url, o.Reason)
		}
	}
}
