package livetest

import (
	"slices"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/client"
)

// An attempt is what optimistic commands of a list have changed. It is undone if an event of the list is not applied.
type attempt struct {
	events  []sentRef
	changes []attemptedChange
	isLost  bool // the outcome of an event is not known, or it was dropped
}

// A sentRef identifies an event that was sent or is queued.
type sentRef struct {
	root *client.Root
	ref  int
}

// An attemptedChange is a change of an attribute or class, computed from the value before, and the value of the
// server at that time.
type attemptedChange struct {
	at      locator
	name    string
	compute func(*string) *string
	server  *string
}

// attemptFor returns the attempt of a list, or nil if it has no optimistic commands or no events.
func attemptFor(list []listStep) *attempt {
	has := func(is func(listStep) bool) bool { return slices.ContainsFunc(list, is) }
	if !has(func(s listStep) bool { return s.Command == "optimistic" }) || !has(func(s listStep) bool { return s.IsEvent }) {
		return nil
	}
	return &attempt{}
}

// try changes an attribute or class of e for a.
func (m *memoryTab) try(a *attempt, e *goquery.Selection, name string, compute func(*string) *string) {
	c := attemptedChange{at: m.locatorOf(e), name: name, compute: compute, server: m.serverState(e, name)}
	if a.changes = append(a.changes, c); len(a.changes) == 1 {
		m.attempts = append(m.attempts, a)
	}
	setState(e, name, compute(stateOf(e, name)))
}

// serverState returns the value of an attribute or class that the server has rendered.
func (m *memoryTab) serverState(e *goquery.Selection, name string) *string {
	at := m.locatorOf(e)
	if c, ok := m.changes[at][name]; ok {
		return c.server
	}
	for _, a := range m.attempts {
		for _, c := range a.changes {
			if c.at == at && c.name == name {
				return c.server
			}
		}
	}
	return stateOf(e, name)
}

// An attemptState is whether the events of an attempt are acknowledged.
type attemptState int

const (
	unanswered attemptState = iota
	applied
	notApplied
)

func (a *attempt) state() attemptState {
	state := applied
	for _, e := range a.events {
		if _, isFailed := e.root.Outcome(e.ref); isFailed {
			return notApplied
		}
		if e.ref > e.root.Acknowledged() {
			state = unanswered
		}
	}
	if a.isLost {
		return notApplied
	}
	return state
}

// haveAttemptsEnded reports whether an attempt has ended that is still shown.
func (m *memoryTab) haveAttemptsEnded() bool {
	return slices.ContainsFunc(m.attempts, func(a *attempt) bool { return a.state() != unanswered })
}

// keepAttempts applies the optimistic changes to the document, which was parsed again. It keeps those whose events
// were applied unless the server renders another value, and drops those whose events were not.
func (m *memoryTab) keepAttempts() {
	rendered := map[*attempt][]*string{} // what the server renders now
	for _, a := range m.attempts {
		for _, c := range a.changes {
			var now *string
			if e := m.locate(c.at); e != nil {
				now = m.renderedState(e, c)
			}
			rendered[a] = append(rendered[a], now)
		}
	}
	var remaining []*attempt
	for _, a := range m.attempts {
		state := a.state()
		for i, c := range a.changes {
			e, now := m.locate(c.at), rendered[a][i]
			if e == nil || state == notApplied {
				continue
			}
			if state == unanswered {
				a.changes[i].server = now
			} else if !isSameState(now, c.server) {
				continue
			}
			value := c.compute(stateOf(e, c.name))
			setState(e, c.name, value)
			if state == applied {
				m.keepChange(c.at, c.name, change{now: value, server: now})
			}
		}
		if state == unanswered {
			remaining = append(remaining, a)
		}
	}
	m.attempts = remaining
}

// renderedState returns the value of the server in a document to which only m.changes were applied.
func (m *memoryTab) renderedState(e *goquery.Selection, c attemptedChange) *string {
	if kept, ok := m.changes[c.at][c.name]; ok {
		return kept.server
	}
	return stateOf(e, c.name)
}

// keepChange records what a command has changed.
func (m *memoryTab) keepChange(at locator, name string, c change) {
	if m.changes == nil {
		m.changes = map[locator]map[string]change{}
	}
	if m.changes[at] == nil {
		m.changes[at] = map[string]change{}
	}
	m.changes[at][name] = c
}

// loseAttempts marks the attempts that are not answered as lost whose sessions end with that of the page, and so not
// those of sticky views. An event that is sent again continues its attempt.
func (m *memoryTab) loseAttempts() {
	for _, a := range m.attempts {
		if !slices.ContainsFunc(a.events, func(e sentRef) bool { return e.root.StickyKey() != "" }) {
			a.events, a.isLost = nil, true
		}
	}
}

// loseAttemptsOf marks the attempts as lost whose events were not acknowledged when a session ended.
func (m *memoryTab) loseAttemptsOf(end client.End) {
	for _, a := range m.attempts {
		if slices.ContainsFunc(a.events, func(e sentRef) bool { return e.root == end.Root && e.ref > end.Acknowledged }) {
			a.events, a.isLost = nil, true
		}
	}
}

// addEvent adds an event to a, which may have been lost.
func (m *memoryTab) addEvent(a *attempt, e sentRef) {
	a.events, a.isLost = append(a.events, e), false
	if len(a.changes) > 0 && !slices.Contains(m.attempts, a) {
		m.attempts, m.shown = append(m.attempts, a), nil
	}
}
