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
	unsent := m.page.c.Unsent()
	from := m.sent[len(m.sent)-len(unsent):]
	m.retype()
	m.sent, m.heard, m.later = nil, len(m.page.c.Effects()), nil
	if err := m.page.connect(m.site, &m.watch, m.page.c.Join); err != nil {
		m.t.Fatalf("livetest: mount anew: %v", err)
	}
	m.look()
	bound := make([]*goquery.Selection, len(unsent)) // of those that are sent again
	for i, e := range from {
		if at := m.at(e.at); e.binding != "" && at != nil && attr(at, e.binding) == e.value {
			bound[i] = at
		}
	}
	m.tell(func(e *goquery.Selection) bool {
		return slices.ContainsFunc(bound, func(b *goquery.Selection) bool { return isSame(b, e) })
	})
	for i, e := range unsent {
		if bound[i] != nil {
			m.send(from[i], wire.Event{Component: componentOf(bound[i]), URL: e.URL, Form: e.Form})
		}
	}
}

// retype makes all that was ever typed into the page count as newly typed, before another view draws it.
func (m *memoryTab) retype() {
	for _, e := range m.dom.Find(anyControl).EachIter() {
		if key := m.key(e); m.edited[key] {
			m.typed[key] = m.state(e)
		}
	}
}

// tell tells a new view of controls that are not at their default, one change event for each live form but those that are told otherwise.
func (m *memoryTab) tell(otherwise func(bound *goquery.Selection) bool) {
	m.t.Helper()
	type change struct{ bound, e *goquery.Selection }
	var changes []change
	for _, e := range m.dom.Find(anyControl).EachIter() {
		key := m.key(e)
		done, ok := m.typed[key]
		if !ok {
			continue
		}
		delete(m.typed, key)
		if byDefault := m.state(e); byDefault.text == done.text && byDefault.ticked == done.ticked && slices.Equal(byDefault.chosen, done.chosen) {
			continue
		}
		m.typed[key] = done
		bound := m.changeOf(e)
		if bound == nil || otherwise(bound) {
			continue
		}
		changes = slices.DeleteFunc(changes, func(c change) bool { return isSame(c.bound, bound) })
		changes = append(changes, change{bound, e})
	}
	for _, c := range changes {
		m.change(c.bound, c.e)()
	}
}
