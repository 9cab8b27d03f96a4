package livetest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
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
	if m.sync(); slices.Equal(m.shown, m.checked) {
		return
	}
	m.checked = m.shown
	for _, s := range m.shown {
		for _, d := range s.document.DuplicateKeys() {
			m.t.Errorf("livetest: duplicate key %q among siblings, line %d:\n%s", d.Key, d.Line, m.outline())
		}
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
		before := m.rendersOfViews()
		if !m.freshRender() {
			return
		}
		if m.sync(); !isOneRenderEach(before, m.rendersOfViews()) {
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
	add := func(e *goquery.Selection, attribute string) {
		if err := m.checkBinding(e, attribute); err != nil {
			found = append(found, fmt.Sprintf("%s=%q of %s: %v\n  %s", attribute, attr(e, attribute), selectorOf(e), err, startTag(e)))
		}
	}
	for _, e := range m.dom.Find("*").EachIter() {
		for _, a := range e.Get(0).Attr {
			if wire.IsBinding(a.Key) {
				add(e, a.Key)
			}
		}
	}
	return found
}

// checkBinding returns an error if the server would refuse a step of a binding of e.
func (m *memoryTab) checkBinding(e *goquery.Selection, binding string) error {
	at := placeOf(e)
	handlers := m.views.get(at.view).handlers
	if handlers == nil {
		return nil
	}
	events, err := wire.EventsOf(binding, attr(e, binding))
	if err != nil {
		return err
	}
	for _, event := range events {
		if err := handlers.Check(at.component, eventURL(e, event, nil)); err != nil {
			return err
		}
	}
	return nil
}

// rendersOfViews returns how often each view with a session was rendered.
func (m *memoryTab) rendersOfViews() map[string]int {
	renders := map[string]int{}
	for _, r := range m.page.client.Roots() {
		if r.IsOpen() {
			name := viewName(r)
			renders[name] = m.views.get(name).renders
		}
	}
	return renders
}

// isOneRenderEach reports whether there are the same views as before, and each was rendered once since.
// Views without hooks were not.
func isOneRenderEach(before, now map[string]int) bool {
	for view, n := range now {
		was, ok := before[view]
		if !ok || n != was+1 && n > 0 {
			return false
		}
	}
	return len(before) == len(now)
}
