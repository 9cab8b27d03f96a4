package livetest

import (
	"slices"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// remount joins without a token. What a person typed outlives the view that they typed it for, and so do events that nobody has seen, if they mean
// the same in the new view.
func (m *memoryTab) remount() {
	m.t.Helper()
	unsent := m.page.client.Unsent()
	from := m.sent[len(m.sent)-len(unsent):]
	m.restoreEntries()
	m.sent, m.effectsSeen, m.debounced = nil, len(m.page.client.Effects()), nil
	if err := m.page.connect(m.site, &m.hooks, m.page.client.Join); err != nil {
		m.t.Fatalf("livetest: mount anew: %v", err)
	}
	m.look()
	bound := make([]*goquery.Selection, len(unsent)) // of those that are sent again
	for i, e := range from {
		if at := m.locate(e.target); e.binding != "" && at != nil && attr(at, e.binding) == e.value {
			bound[i] = at
		}
	}
	m.reportEntries(func(e *goquery.Selection) bool {
		return slices.ContainsFunc(bound, func(b *goquery.Selection) bool { return sameNode(b, e) })
	})
	for i, e := range unsent {
		if bound[i] != nil {
			m.send(from[i], wire.Event{Component: componentOf(bound[i]), URL: e.URL, Form: e.Form})
		}
	}
}

// retype makes all that was ever typed into the page count as newly typed, before another view draws it.
func (m *memoryTab) restoreEntries() {
	for _, e := range m.dom.Find(controlSelector).EachIter() {
		if key := m.keyOf(e); m.edited[key] {
			m.entered[key] = m.currentState(e)
		}
	}
}

// tell tells a new view of controls that are not at their default, one change event for each live form but those that are told otherwise.
func (m *memoryTab) reportEntries(skip func(bound *goquery.Selection) bool) {
	m.t.Helper()
	type change struct{ bound, e *goquery.Selection }
	var changes []change
	for _, e := range m.dom.Find(controlSelector).EachIter() {
		key := m.keyOf(e)
		done, ok := m.entered[key]
		if !ok {
			continue
		}
		delete(m.entered, key)
		if byDefault := m.currentState(e); byDefault.text == done.text && byDefault.checked == done.checked && slices.Equal(byDefault.selected, done.selected) {
			continue
		}
		m.entered[key] = done
		bound := m.changeBinding(e)
		if bound == nil || skip(bound) {
			continue
		}
		changes = slices.DeleteFunc(changes, func(c change) bool { return sameNode(c.bound, bound) })
		changes = append(changes, change{bound, e})
	}
	for _, c := range changes {
		m.changeEvent(c.bound, c.e)()
	}
}
