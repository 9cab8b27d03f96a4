package livetest

import (
	"encoding/json"
	"slices"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A recovery is what the page reports in the joins of a new page.
type recovery struct {
	forms   client.JoinForms
	sent    map[string][]locator // elements with live-change that forms are from, by view
	ignored []locator            // that are not to be reported
}

// newRecovery returns what the user has entered in the page, and in sticky views. That of nested views is reported
// by events, because they have no joins.
func (m *memoryTab) newRecovery() (r recovery) {
	r.forms, r.sent = client.JoinForms{}, map[string][]locator{}
	for _, bound := range m.dom.Find("[live-change]").EachIter() {
		target := m.locatorOf(bound)
		if attr(bound, wire.AutoRecover) == wire.NoRecovery {
			r.ignored = append(r.ignored, target)
			continue
		}
		root := m.rootOf(placeOf(bound).view)
		if root.IsNested() {
			continue
		}
		if form, ok := m.joinForm(bound); ok {
			key := root.StickyKey()
			r.forms[key] = append(r.forms[key], form)
			r.sent[key] = append(r.sent[key], target)
		}
	}
	return r
}

// joinForm returns what a join reports of an element with live-change. It reports false if the user has changed
// nothing there. Then the form keeps only its key.
func (m *memoryTab) joinForm(bound *goquery.Selection) (form wire.JoinForm, ok bool) {
	isChanged := m.edited[m.rowsOf(bound)]
	var key []string
	for _, e := range m.controls(bound) {
		if around := m.changeBinding(e); around == nil || !sameNode(around, bound) {
			continue
		}
		if e.Is(submitKeySelector) {
			key = []string{attr(e, "name"), m.value(e)}
		} else if name := attr(e, "name"); m.edited[m.keyOf(e)] {
			isChanged = true
			if !slices.Contains(form.Used, name) {
				form.Used = append(form.Used, name)
			}
		}
	}
	form.ID = attr(bound, "id")
	form.URL = m.joinURL(bound)
	if isChanged {
		form.Form = *m.serialize(bound, wire.Restore, "", nil)
	} else {
		form.Form = wire.Form{Kind: wire.Restore, Data: wire.NewFields(key...)}
	}
	return form, isChanged || key != nil
}

// joinURL returns the URL of the event that reports an element with live-change in a join, or a list of several.
func (m *memoryTab) joinURL(bound *goquery.Selection) string {
	events, err := wire.ParseEvents(bound.AttrOr(wire.AutoRecover, attr(bound, "live-change")))
	if err != nil {
		m.t.Fatalf("livetest: live-change of %s: %v", startTag(bound), err)
	}
	for i, event := range events {
		events[i] = eventURL(bound, event, nil)
	}
	if len(events) == 1 {
		return events[0]
	}
	list, _ := json.Marshal(events) // cannot fail
	return string(list)
}

// recovered returns the elements with live-change of the new document that need no event: their data was in a join, or
// is not to be reported. Their controls have the state that the new view has rendered, if it determines that.
func (m *memoryTab) recovered(r recovery) (found []*goquery.Selection) {
	m.t.Helper()
	targets := slices.Clone(r.ignored)
	for key, sent := range r.sent {
		lost := m.page.client.Unrecovered(key)
		for i, target := range sent {
			if !slices.Contains(lost, i) {
				targets = append(targets, target)
			}
		}
	}
	for _, target := range targets {
		if bound := m.locate(target); bound != nil {
			found = append(found, bound)
			m.markReported(m.keysOf(bound))
		}
	}
	m.dropReported()
	return found
}

// sendRestore reports the controls with these names to a new view by an event, the last one first.
func (m *memoryTab) sendRestore(bound *goquery.Selection, names []string) {
	m.t.Helper()
	form, keys := m.serialize(bound, wire.Restore, names[0], nil), m.keysOf(bound)
	form.Earlier = names[1:]
	binding := "live-change"
	if event := attr(bound, wire.AutoRecover); event != "" && event != wire.NoRecovery {
		binding = wire.AutoRecover
	}
	m.sendBinding(bound, binding, form, nil)
	m.markReported(keys)
}

// reset resets a form, as a browser does.
func (m *memoryTab) reset(form *goquery.Selection) {
	m.t.Helper()
	m.takeDebounced(func(d debouncedEvent) bool {
		e := m.locate(d.target)
		return d.binding == "live-change" && e != nil && m.formOf(e) != nil && sameNode(m.formOf(e), form)
	})
	for _, key := range append(m.keysOf(form), m.rowsOf(form)) {
		delete(m.entered, key)
		delete(m.edited, key)
	}
	if bound := closestBound(form, "[live-change]"); bound != nil {
		m.sendBinding(bound, "live-change", m.serialize(bound, wire.Reset, "", nil), nil)
	}
}
