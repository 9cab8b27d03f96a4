package livetest

import (
	"slices"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// remount joins a new session. What the user has entered is kept, and reported to the new view. Events
// that were not sent, and operations on rows that the page does not show yet, are sent to it if the new
// document has the same bindings. If the page belongs to another user now, all that is dropped instead,
// and the document is loaded again.
func (m *memoryTab) remount() {
	m.t.Helper()
	events, origins, isUnknown := m.takeUnsettled()
	m.restoreEntries()
	m.sync() // the rows of the last update belong to the page
	m.applyEffects()
	m.debounced = nil
	m.loseAttempts()
	recovery := m.newRecovery()
	join := func(conn client.Conn) error { return m.page.client.JoinWith(conn, recovery.forms) }
	if err := m.connect(join); err != nil {
		m.endOrFail("remount", err)
		return
	}
	if m.page.client.OtherUser() {
		m.reload()
		return
	}
	m.remountFlashes(isUnknown)
	m.sync()
	recovered := m.recovered(recovery)
	bound := make([]*goquery.Selection, len(events)) // elements with the bindings of events to send; otherwise nil
	for i, e := range origins {
		isKept := !events[i].isSent || isRowOperation(events[i].Event)
		if target := m.locate(e.target); isKept && e.binding != "" && target != nil && attr(target, e.binding) == e.value {
			bound[i] = target
		}
	}
	m.reportEntries(func(e *goquery.Selection) bool {
		if slices.ContainsFunc(recovered, func(r *goquery.Selection) bool { return sameNode(r, e) }) {
			return true
		}
		for i, b := range bound {
			if b != nil && sameNode(b, e) && !isRowOperation(events[i].Event) {
				return true
			}
		}
		return false
	})
	for i, e := range events {
		if bound[i] != nil {
			at := placeOf(bound[i])
			m.send(origins[i], at.view, wire.Event{Component: at.component, URL: e.URL, Form: e.Form})
		}
	}
}

// An unsettledEvent is an event that is not acknowledged, or whose update has not been received.
type unsettledEvent struct {
	wire.Event
	isSent bool
}

// takeUnsettled removes and returns the events that the page does not show yet, and where each comes from, of the
// sessions that end with that of the page. Those of sticky views remain: the client sends them itself. isUnknown
// reports whether the outcome of some is not known.
func (m *memoryTab) takeUnsettled() (events []unsettledEvent, origins []sentEvent, isUnknown bool) {
	taken := map[*client.Root]int{} // how many of the events of sent were visited
	unsettled := map[*client.Root][]unsettledEvent{}
	count := map[*client.Root]int{}
	var sent, ofSticky []sentEvent
	for _, e := range m.sent {
		if e.root.StickyKey() != "" {
			ofSticky = append(ofSticky, e)
			continue
		}
		sent = append(sent, e)
		count[e.root]++
	}
	m.sent = ofSticky
	for root := range count {
		all, sentCount := root.Unacknowledged()
		for i, e := range all {
			unsettled[root] = append(unsettled[root], unsettledEvent{e, i < sentCount})
		}
	}
	for _, e := range sent {
		// The last ones of the session correspond to each other. Earlier ones of either are of steps before,
		// to which the page has settled, or are shown already.
		i := len(unsettled[e.root]) - count[e.root] + taken[e.root]
		taken[e.root]++
		isSent := true
		if i >= 0 {
			event := unsettled[e.root][i]
			events, origins = append(events, event), append(origins, e)
			isSent = event.isSent
		}
		if isSent && e.ref > e.root.Acknowledged() && e.binding != "" && e.binding != "live-change" {
			isUnknown = true
		}
	}
	return events, origins, isUnknown
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
	type change struct {
		bound *goquery.Selection
		names []string // of its controls, the last one first
	}
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
		i := slices.IndexFunc(changes, func(c change) bool { return sameNode(c.bound, bound) })
		if i < 0 {
			i, changes = len(changes), append(changes, change{bound: bound})
		}
		if name := attr(e, "name"); !slices.Contains(changes[i].names, name) {
			changes[i].names = slices.Insert(changes[i].names, 0, name)
		}
	}
	for _, c := range changes {
		m.sendRestore(c.bound, c.names)
	}
}
