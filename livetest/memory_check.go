package livetest

import (
	"fmt"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// check fails the test if the markup has errors that no page may have. It does nothing if the page
// has not changed since the last call.
func (m *memoryTab) check() {
	m.t.Helper()
	if m.page.client == nil {
		return
	}
	if err := m.markupErr.Swap(nil); err != nil {
		m.t.Errorf("livetest: markup that a browser would parse differently (see docs/reference/markup.md): %v", *err)
	}
	if m.sync(); m.snapshot == m.checkedSnapshot {
		return
	}
	m.checkedSnapshot = m.snapshot
	for _, d := range m.snapshot.DuplicateKeys() {
		m.t.Errorf("livetest: duplicate key %q among siblings, line %d:\n%s", d.Key, d.Line, m.outline())
	}
	m.checkIDs(m.t)
	m.checkBindings()
}

// checkIDs fails the test if an id is not unique, because labels, links and selectors refer to it.
func (d *document) checkIDs(t testing.TB) {
	t.Helper()
	first := map[string]*goquery.Selection{}
	for _, e := range d.dom.Find("[id]").EachIter() {
		id := attr(e, "id")
		if other := first[id]; other != nil {
			t.Errorf("livetest: duplicate id %q:\n  %s\n    %s\n  %s\n    %s", id, selectorOf(other), startTag(other), selectorOf(e), startTag(e))
		}
		first[id] = e
	}
}

// bindingAttrs are the attributes that name events.
var bindingAttrs = []string{"live-click", "live-change", "live-submit", "live-keydown", "live-focus", "live-blur"}

// maxCheckRounds is the number of times that a fresh render is requested because the page changed
// while it was checked.
const maxCheckRounds = 5

// checkBindings fails the test if there are dead bindings: events without a handler, or with
// arguments that do not decode. The handlers must be those of the render that the document shows.
func (m *memoryTab) checkBindings() {
	m.t.Helper()
	for range maxCheckRounds {
		dead := m.deadBindings()
		if len(dead) == 0 {
			return
		}
		renders := m.renders.Load()
		if !m.freshRender() {
			return
		}
		if m.sync(); m.renders.Load() != renders+1 {
			continue
		}
		for _, d := range m.deadBindings() {
			m.t.Errorf("livetest: dead binding: %s", d)
		}
		return
	}
}

// deadBindings returns descriptions of bindings that the server would refuse.
func (m *memoryTab) deadBindings() (found []string) {
	handlers := m.handlers.Load()
	if handlers == nil {
		return nil
	}
	for _, attribute := range bindingAttrs {
		for _, e := range m.dom.Find("[" + attribute + "]").EachIter() {
			url, component := eventURL(e, attr(e, attribute), nil), componentOf(e)
			if err := (*handlers).Check(component, url); err != nil {
				found = append(found, fmt.Sprintf("%s=%q of %s: %v\n  %s", attribute, attr(e, attribute), selectorOf(e), err, startTag(e)))
			}
		}
	}
	return found
}
