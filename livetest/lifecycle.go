package livetest

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// viewportSelector matches elements with a binding of the viewport.
const viewportSelector = "[live-viewport-top],[live-viewport-bottom],[live-viewport-enter],[live-viewport-leave]"

// ScrollTo scrolls until the only element that matches sel is visible. In memory, where elements have no size, that
// element, those around it and those in it are visible then, and no others: their live-viewport-enter binding is
// triggered, and the live-viewport-leave binding of those that were visible before. If the element is in the first or
// last child of one with a live-viewport-top or live-viewport-bottom binding, that is triggered. Before the first
// ScrollTo, nothing is visible in memory. It fails the test if the page has none of these bindings.
func (p *Page) ScrollTo(sel string) *Page {
	p.t.Helper()
	e := p.one(sel)
	if p.doc.dom.Find(viewportSelector).Length() == 0 {
		p.t.Fatalf("livetest: ScrollTo(%q): the page has no binding of the viewport, such as live-viewport-bottom:\n%s", sel, outline(e))
	}
	p.tab.scrollTo(e)
	return p.Settle()
}

// A lifecycle is what a tab in memory knows about elements with bindings for what happens to them.
type lifecycle struct {
	mounted   map[string]bool      // elements whose live-mounted was taken
	removable map[string]removable // elements with live-remove
	polls     map[string]time.Time // when each element was polled last, or appeared
	online    map[string]uint64    // by view: the number of the session for which live-connected was taken
	throttled map[string]time.Time // when each binding of an element has sent an event

	visible  map[string]bool   // elements with live-viewport-enter or live-viewport-leave
	seen     map[string]bool   // elements with live-viewport-once that were visible
	sentEdge map[string]string // the row for which each edge has sent its event
}

// A removable is an element with live-remove.
type removable struct {
	list   string
	place  place
	parent string // its name
}

// nameOf returns a name by which e is found in later documents.
func (m *memoryTab) nameOf(e *goquery.Selection) string {
	if key := attr(e, "live-id"); key != "" && attr(e, "id") == "" {
		return fmt.Sprintf("%v %s key %q", placeOf(e), goquery.NodeName(e), key)
	}
	return fmt.Sprint(m.locatorOf(e))
}

// takeLifecycle takes the bindings of elements that have appeared or were removed, of those that are due to poll,
// and of the connection. It reports whether there were any.
func (m *memoryTab) takeLifecycle() (isBusy bool) {
	m.t.Helper()
	if m.page.client == nil || !m.page.isConnected() {
		return false
	}
	m.sync()
	isBusy = m.takeConnected()
	isBusy = m.takeRemoved() || isBusy
	now := map[string]bool{}
	for _, e := range m.dom.Find("[live-mounted]").EachIter() {
		name := m.nameOf(e)
		if now[name] = true; !m.life.mounted[name] {
			m.sendBinding(e, "live-mounted", nil, nil)
			isBusy = true
		}
	}
	m.life.mounted = now
	return m.takePolls() || isBusy
}

// takeRemoved runs the commands of elements that were removed, unless the element around them was removed, too.
func (m *memoryTab) takeRemoved() (any bool) {
	m.t.Helper()
	now := map[string]removable{}
	for _, e := range m.dom.Find("[live-remove]").EachIter() {
		now[m.nameOf(e)] = removable{list: attr(e, "live-remove"), place: placeOf(e), parent: m.nameOf(e.Parent())}
	}
	for name, old := range m.life.removable {
		if _, ok := now[name]; ok || !m.hasElement(old.parent) {
			continue
		}
		steps, err := wire.ParseSteps(old.list)
		if err != nil {
			m.t.Fatalf("livetest: live-remove: %v", err)
		}
		m.runCommands(m.expand(steps, listStep{place: old.place, binding: "live-remove"}, 0), nil)
		any = true
	}
	m.life.removable = now
	return any
}

// hasElement reports whether the document has an element with that name.
func (m *memoryTab) hasElement(name string) bool {
	for _, e := range m.dom.Find("*").EachIter() {
		if m.nameOf(e) == name {
			return true
		}
	}
	return false
}

// maxPolls is how often an element polls in the time between two steps, at most.
const maxPolls = 1000

// takePolls polls, in a synctest bubble, for each interval that has passed since the element has appeared. In memory
// all elements are visible. Outside of a bubble no element polls.
func (m *memoryTab) takePolls() (any bool) {
	m.t.Helper()
	if !m.site.clock.bubble {
		return false
	}
	polls := map[string]time.Time{}
	for _, e := range m.dom.Find("[live-poll]").EachIter() {
		name := m.nameOf(e)
		last, ok := m.life.polls[name]
		if !ok {
			last = time.Now()
		}
		ms, err := strconv.Atoi(attr(e, "live-poll-interval"))
		interval := time.Duration(ms) * time.Millisecond
		for n := 0; err == nil && ms > 0 && time.Since(last) >= interval && n < maxPolls; n++ {
			m.sendBinding(e, "live-poll", nil, nil)
			last, any = last.Add(interval), true
		}
		polls[name] = last
	}
	m.life.polls = polls
	return any
}

// throttle waits, in a synctest bubble, until a binding of e may send an event again, like a user who pauses.
func (m *memoryTab) throttle(e *goquery.Selection, binding string) {
	on := closestBound(e, "[live-throttle]")
	if on == nil || !m.site.clock.bubble {
		return
	}
	ms, err := strconv.Atoi(attr(on, "live-throttle"))
	name := binding + " of " + m.nameOf(e)
	if last, ok := m.life.throttled[name]; ok && err == nil {
		time.Sleep(time.Until(last.Add(time.Duration(ms) * time.Millisecond)))
	}
	if m.life.throttled == nil {
		m.life.throttled = map[string]time.Time{}
	}
	m.life.throttled[name] = time.Now()
}

func (m *memoryTab) scrollTo(e *goquery.Selection) {
	m.t.Helper()
	isVisible := func(each *goquery.Selection) bool {
		return sameNode(each, e) || each.Contains(e.Get(0)) || e.Contains(each.Get(0))
	}
	before := m.life.visible
	m.life.visible = map[string]bool{}
	var entered, left []*goquery.Selection
	for _, each := range m.dom.Find("[live-viewport-enter],[live-viewport-leave]").EachIter() {
		switch name := m.nameOf(each); {
		case isVisible(each):
			if m.life.visible[name] = true; !before[name] {
				entered = append(entered, each)
			}
		case before[name]:
			left = append(left, each)
		}
	}
	for _, each := range left {
		if hasAttr(each, "live-viewport-leave") {
			m.sendBinding(each, "live-viewport-leave", nil, nil)
		}
	}
	if m.life.seen == nil {
		m.life.seen = map[string]bool{}
	}
	for _, each := range entered {
		name := m.nameOf(each)
		if hasAttr(each, "live-viewport-enter") && !m.life.seen[name] {
			m.life.seen[name] = hasAttr(each, "live-viewport-once")
			m.sendBinding(each, "live-viewport-enter", nil, nil)
		}
	}
	m.takeEdges(isVisible)
}

// takeEdges takes the bindings of lists whose first or last row is visible and was not when they were taken last.
func (m *memoryTab) takeEdges(isVisible func(*goquery.Selection) bool) {
	m.t.Helper()
	sent := map[string]string{}
	for _, edge := range []string{"live-viewport-bottom", "live-viewport-top"} {
		for _, list := range m.dom.Find("[" + edge + "]").EachIter() {
			row := list.Children().Last()
			if edge == "live-viewport-top" {
				row = list.Children().First()
			}
			if row.Length() == 0 || !isVisible(row) {
				continue
			}
			at := edge + " of " + m.nameOf(list)
			if sent[at] = m.nameOf(row); sent[at] != m.life.sentEdge[at] {
				m.sendBinding(list, edge, nil, url.Values{"edge": {attr(row, "id")}})
			}
		}
	}
	m.life.sentEdge = sent
}
