package livetest

import (
	"maps"
	"slices"
)

// takeConnected takes live-disconnected of the views whose session has ended, and live-connected of those with another
// session. It reports whether there were any.
func (m *memoryTab) takeConnected() (any bool) {
	m.t.Helper()
	now := map[string]uint64{}
	for _, r := range m.page.client.Roots() {
		if r.IsOpen() && r.Err() == nil {
			now[viewName(r)] = r.Number()
		}
	}
	before := m.life.online
	m.life.online = now
	any = m.takeInViews(before, now, "live-disconnected")
	return m.takeInViews(now, before, "live-connected") || any
}

// takeInViews takes a binding of all elements of the views whose session in views is not that in others. It reports
// whether there were any.
func (m *memoryTab) takeInViews(views, others map[string]uint64, binding string) (any bool) {
	m.t.Helper()
	for _, view := range slices.Sorted(maps.Keys(views)) {
		if other, ok := others[view]; ok && other == views[view] {
			continue
		}
		for _, e := range m.dom.Find("[" + binding + "]").EachIter() {
			if placeOf(e).view == view {
				m.sendBinding(e, binding, nil, nil)
				any = true
			}
		}
	}
	return any
}

// disconnected takes live-disconnected in all views, because the connection is lost.
func (m *memoryTab) disconnected() {
	m.t.Helper()
	if m.page.client == nil || len(m.life.online) == 0 {
		return
	}
	before := m.life.online
	m.life.online = nil
	m.sync()
	m.takeInViews(before, nil, "live-disconnected")
}
