package livetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// check looks for what is wrong on any page, if it is another than the one that was checked last.
func (m *memoryTab) check() {
	m.t.Helper()
	if m.page.client == nil {
		return
	}
	if flaw := m.markupErr.Swap(nil); flaw != nil {
		m.t.Errorf("livetest: markup that a browser reads otherwise than it is written; see docs/markup.md: %v", *flaw)
	}
	if m.look(); m.snapshot == m.checkedSnapshot {
		return
	}
	m.checkedSnapshot = m.snapshot
	for _, twice := range m.snapshot.DuplicateKeys() {
		m.t.Errorf("livetest: key %q stands twice among the children of one element, line %d:\n%s", twice.Key, twice.Line, m.outline())
	}
	m.checkIDs(m.t)
	m.checkBindings()
}

// checkIDs finds ids that stand twice, which labels, links and selectors cannot tell apart.
func (d *document) checkIDs(t testing.TB) {
	t.Helper()
	first := map[string]*goquery.Selection{}
	for _, e := range d.dom.Find("[id]").EachIter() {
		id := attr(e, "id")
		if before := first[id]; before != nil {
			t.Errorf("livetest: id %q stands twice:\n  %s\n    %s\n  %s\n    %s", id, selectorOf(before), startTag(before), selectorOf(e), startTag(e))
		}
		first[id] = e
	}
}

// bindings are the attributes that name events.
var bindingAttrs = []string{"live-click", "live-change", "live-submit", "live-keydown", "live-focus", "live-blur"}

// maxRaces is how often a page is asked for again because it changed while it was looked at.
const maxCheckRounds = 5

// checkBindings finds dead buttons: events to which nobody would listen, or whose arguments would not decode. What the server said about a later
// render than the one that is seen does not count.
func (m *memoryTab) checkBindings() {
	m.t.Helper()
	for range maxCheckRounds {
		dead := m.deadBindings()
		if len(dead) == 0 {
			return
		}
		before := m.renders.Load()
		if !m.freshRender() {
			return
		}
		if m.look(); m.renders.Load() != before+1 {
			continue
		}
		for _, d := range m.deadBindings() {
			m.t.Errorf("livetest: dead binding: %s", d)
		}
		return
	}
}

func (m *memoryTab) deadBindings() (found []string) {
	said := m.handlers.Load()
	if said == nil {
		return nil
	}
	for _, attribute := range bindingAttrs {
		for _, e := range m.dom.Find("[" + attribute + "]").EachIter() {
			url, component := eventURL(e, attr(e, attribute), nil), componentOf(e)
			if err := (*said).Check(component, url); err != nil {
				name, _, _ := strings.Cut(url, "?")
				nearest := ""
				if names := (*said).Names(component); !slices.Contains(names, name) {
					nearest = didYouMean(name, names)
				}
				found = append(found, fmt.Sprintf("%s=%q of %s: %v%s\n  %s", attribute, attr(e, attribute), selectorOf(e), err, nearest, startTag(e)))
			}
		}
	}
	return found
}
