package livetest

import (
	"slices"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// remount joins a new session. What the user has entered is kept, and reported to the new view.
// Unsent events are sent to it if the new document has the same bindings. If the page belongs to
// another user now, all that is dropped instead, and the document is loaded again.
func (m *memoryTab) remount() {
	m.t.Helper()
	unsent := m.page.client.Unsent()
	origins := m.sent[len(m.sent)-len(unsent):]
	acknowledged := m.page.client.Acknowledged()
	isUnknown := slices.ContainsFunc(m.sent[:len(m.sent)-len(unsent)], func(e sentEvent) bool {
		return e.ref > acknowledged && e.binding != "" && e.binding != "live-change"
	})
	m.restoreEntries()
	m.applyEffects()
	m.sent, m.debounced = nil, nil
	if err := m.connect(m.page.client.Join); err != nil {
		m.endOrFail("remount", err)
		return
	}
	if m.page.client.OtherUser() {
		m.reload()
		return
	}
	m.remountFlashes(isUnknown)
	m.sync()
	bound := make([]*goquery.Selection, len(unsent)) // elements with the bindings of unsent; nil if there is none
	for i, e := range origins {
		if target := m.locate(e.target); e.binding != "" && target != nil && attr(target, e.binding) == e.value {
			bound[i] = target
		}
	}
	m.reportEntries(func(e *goquery.Selection) bool {
		return slices.ContainsFunc(bound, func(b *goquery.Selection) bool { return sameNode(b, e) })
	})
	for i, e := range unsent {
		if bound[i] != nil {
			m.send(origins[i], wire.Event{Component: componentOf(bound[i]), URL: e.URL, Form: e.Form})
		}
	}
}

// submitKeySelector matches the fields that live.SubmitKey writes. They keep the key of the page.
const submitKeySelector = "input[name=live-submit-key]"

// restoreEntries records the current state of all controls that the user has ever changed as
// entered by the user, before another view renders the page.
func (m *memoryTab) restoreEntries() {
	for _, e := range m.dom.Find(controlSelector).EachIter() {
		if key := m.keyOf(e); m.edited[key] || e.Is(submitKeySelector) {
			m.entered[key] = m.currentState(e)
		}
	}
}

// reportEntries reports what the user has entered to a new view: it sends a change event for each
// binding that covers controls whose state differs from the markup, unless skip reports true for
// the binding.
func (m *memoryTab) reportEntries(skip func(bound *goquery.Selection) bool) {
	m.t.Helper()
	type change struct{ bound, e *goquery.Selection }
	var changes []change
	for _, e := range m.dom.Find(controlSelector).EachIter() {
		key := m.keyOf(e)
		state, ok := m.entered[key]
		if !ok {
			continue
		}
		delete(m.entered, key)
		if initial := m.currentState(e); initial.text == state.text && initial.checked == state.checked && slices.Equal(initial.selected, state.selected) {
			continue
		}
		m.entered[key] = state
		bound := m.changeBinding(e)
		if bound == nil || skip(bound) {
			continue
		}
		changes = slices.DeleteFunc(changes, func(c change) bool { return sameNode(c.bound, bound) })
		changes = append(changes, change{bound, e})
	}
	for _, c := range changes {
		m.changeEvent(c.bound, c.e, wire.Restore)()
	}
}
