package livetest

import (
	"maps"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A stickyState is what a tab knows of sticky views, which stay when it shows another page.
type stickyState struct {
	controls map[string][]stickyControl // by view, in document order
	state    pageState
	names    map[string]bool // of elements, as nameOf returns them
}

// A stickyControl is what a tab knows of a control in a sticky view.
type stickyControl struct {
	entered                 *controlState
	isEdited, serverChecked bool
}

// inSticky returns the elements of the document that match a selector and are in a sticky view.
func (d *document) inSticky(selector string) *goquery.Selection {
	return d.dom.Find(selector).FilterFunction(func(_ int, e *goquery.Selection) bool { return isSticky(placeOf(e).view) })
}

func isSticky(view string) bool { return strings.HasPrefix(view, "sticky:") }

// takeSticky returns what the tab knows of the sticky views of the page that it shows.
func (m *memoryTab) takeSticky() stickyState {
	s := stickyState{controls: map[string][]stickyControl{}, state: m.pageState, names: map[string]bool{}}
	for _, e := range m.inSticky(controlSelector).EachIter() {
		key := m.keyOf(e)
		c := stickyControl{nil, m.edited[key], m.serverChecked[key]}
		if state, ok := m.entered[key]; ok {
			c.entered = &state
		}
		view := placeOf(e).view
		s.controls[view] = append(s.controls[view], c)
	}
	for _, e := range m.inSticky("*").EachIter() {
		s.names[m.nameOf(e)] = true
	}
	return s
}

// putSticky makes the tab know what it knew of the sticky views that the page still has.
func (m *memoryTab) putSticky(s stickyState) {
	for _, e := range m.inSticky(controlSelector).EachIter() {
		key, view := m.keyOf(e), placeOf(e).view
		delete(m.entered, key)
		delete(m.edited, key)
		delete(m.serverChecked, key)
		if len(s.controls[view]) == 0 {
			continue
		}
		c := s.controls[view][0]
		s.controls[view] = s.controls[view][1:]
		if c.entered != nil {
			m.entered[key] = *c.entered
		}
		if c.isEdited {
			m.edited[key] = true
		}
		if c.serverChecked {
			m.serverChecked[key] = true
		}
	}
	m.life = m.life.with(s.state.life, s.names)
	isKept := func(at locator) bool { e := m.locate(at); return e != nil && isSticky(placeOf(e).view) }
	for at, changes := range s.state.changes {
		if isKept(at) {
			if m.changes == nil {
				m.changes = map[locator]map[string]change{}
			}
			m.changes[at] = changes
		}
	}
	for _, a := range s.state.attempts {
		if len(a.events) > 0 && a.events[0].root.StickyKey() != "" {
			m.attempts = append(m.attempts, a)
		}
	}
	for _, submit := range s.state.submits {
		if submit.root.StickyKey() != "" {
			m.submits = append(m.submits, submit)
		}
	}
	for _, i := range s.state.ignored {
		if isKept(i.at) {
			m.ignored = append(m.ignored, i)
		}
	}
	if len(s.controls) > 0 || len(m.changes) > 0 {
		m.shown = nil // the next sync applies the changes
	}
}

// with returns l with what other knows of the elements with these names, and of sticky views.
func (l lifecycle) with(other lifecycle, names map[string]bool) lifecycle {
	l.mounted = withNames(l.mounted, other.mounted, names)
	l.removable = withNames(l.removable, other.removable, names)
	l.polls = withNames(l.polls, other.polls, names)
	l.throttled = withNames(l.throttled, other.throttled, names)
	l.visible = withNames(l.visible, other.visible, names)
	l.seen = withNames(l.seen, other.seen, names)
	l.sentEdge = withNames(l.sentEdge, other.sentEdge, names)
	online := map[string]uint64{}
	for view, number := range l.online {
		if !isSticky(view) {
			online[view] = number
		}
	}
	for view, number := range other.online {
		if isSticky(view) {
			online[view] = number
		}
	}
	l.online = online
	return l
}

// withNames returns what own has under other names, and from under these.
func withNames[V any](own, from map[string]V, names map[string]bool) map[string]V {
	merged := map[string]V{}
	maps.Copy(merged, own)
	maps.DeleteFunc(merged, func(name string, _ V) bool { return names[name] })
	for name := range names {
		if v, ok := from[name]; ok {
			merged[name] = v
		}
	}
	return merged
}
