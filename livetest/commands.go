package livetest

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// maxNestedLists is how deep lists of commands may be nested.
const maxNestedLists = 10

// A listStep is a step of a list, and the element that the list belongs to.
type listStep struct {
	wire.Step
	self    *goquery.Selection // nil if there is none
	place   place
	binding string // the attribute with the list
	answer  sentSubmit
}

// takeSteps sends the events of a binding, and then runs its commands. form and more belong to the events of the
// binding itself, and not to those of lists that it executes.
func (m *memoryTab) takeSteps(e *goquery.Selection, binding string, form *wire.Form, more url.Values) {
	m.t.Helper()
	if m.noScript {
		return
	}
	steps, err := wire.ParseSteps(attr(e, binding))
	if err != nil {
		m.t.Fatalf("livetest: %s of %s: %v", binding, startTag(e), err)
	}
	list := m.expand(steps, listStep{self: e, place: placeOf(e), binding: binding}, 0)
	a := attemptFor(list)
	for _, step := range list {
		if !step.IsEvent {
			continue
		}
		ev := wire.Event{Component: step.place.component}
		if step.self == e {
			ev.URL, ev.Form = eventURL(e, step.Event, more), form
		} else {
			ev.URL = eventURL(step.self, step.Event, nil)
		}
		m.send(sentEvent{source: startTag(step.self), target: m.locatorOf(step.self), binding: step.binding, value: attr(step.self, step.binding), attempt: a}, step.place.view, ev)
	}
	if form == nil || form.Kind != wire.Restore {
		m.runCommands(list, a)
	}
}

// expand returns steps with those of the lists that they execute in their place. at is the place of the list.
func (m *memoryTab) expand(steps []wire.Step, at listStep, depth int) (all []listStep) {
	m.t.Helper()
	if depth > maxNestedLists {
		m.t.Errorf("livetest: %s of %s: lists of commands execute each other", at.binding, startTag(at.self))
		return nil
	}
	for _, s := range steps {
		if at.Step = s; s.Command != "exec" {
			all = append(all, at)
			continue
		}
		name := wire.CommandsPrefix + s.Text(1)
		for _, e := range m.targets(at) {
			if !hasAttr(e, name) {
				continue
			}
			inner, err := wire.ParseSteps(attr(e, name))
			if err != nil {
				m.t.Fatalf("livetest: %s of %s: %v", name, startTag(e), err)
			}
			all = append(all, m.expand(inner, listStep{self: e, place: placeOf(e), binding: name}, depth+1)...)
		}
	}
	return all
}

// targets returns the elements of the target of a command.
func (m *memoryTab) targets(s listStep) (found []*goquery.Selection) {
	m.t.Helper()
	to := s.Text(0)
	if s.self == nil && (to == "" || to[0] == '<' || to[0] == '>') {
		return nil
	}
	switch {
	case to == "":
		return []*goquery.Selection{s.self}
	case to[0] == '<':
		for e := s.self; e.Length() > 0 && (e == s.self || placeOf(e) == s.place); e = around(e) {
			if e.Is(to[1:]) {
				return []*goquery.Selection{e}
			}
			if e.Is("#live-root") {
				break // what is around the root is not part of the view
			}
		}
		return nil
	case to[0] == '>':
		for _, e := range m.dom.Find(to[1:]).EachIter() {
			if !sameNode(e, s.self) && isAround(s.self, e) && placeOf(e) == s.place {
				found = append(found, e)
			}
		}
		return found
	}
	for _, e := range m.dom.Find(to).EachIter() {
		found = append(found, e)
	}
	return found
}

// runCommands runs the commands of a list, in order. The optimistic ones belong to a, which may be nil. Those that a document in memory cannot show, such as
// scrolling, have no effect.
func (m *memoryTab) runCommands(list []listStep, a *attempt) {
	m.t.Helper()
	was := m.isRunning
	m.isRunning = true
	defer func() { m.isRunning = was }()
	for _, s := range list {
		if !s.IsEvent && s.Command != "" {
			m.runCommand(s, a)
		}
	}
}

func (m *memoryTab) runCommand(s listStep, a *attempt) {
	m.t.Helper()
	switch s.Command {
	case "optimistic":
		for _, step := range s.Optimistic {
			at := s
			at.Step = step
			for _, e := range m.targets(at) {
				m.changeElement(e, at, a)
			}
		}
		return
	case "navigate":
		m.leaving, m.destination, m.replacesEntry = true, s.Text(0), replaces(s.Step)
		return
	case "patch":
		m.followPatchLink("dom.Patch", s.Text(0), replaces(s.Step))
		return
	case "submitForm":
		if s.answer.root != nil {
			m.handOver(s.answer, s.Text(0))
		}
		return
	case "popFocus":
		for n := len(m.focusStack); n > 0; n = len(m.focusStack) {
			e := m.locate(m.focusStack[n-1])
			m.focusStack = m.focusStack[:n-1]
			if e != nil {
				m.moveFocus(e)
				return
			}
		}
		return
	case "copyText":
		return
	}
	all := m.targets(s)
	if len(all) == 0 {
		return
	}
	switch s.Command {
	case "focus":
		if all[0].Is(focusableSelector) {
			m.moveFocus(all[0])
		}
	case "focusFirst":
		if inner := all[0].Find(focusableSelector).FilterFunction(func(_ int, e *goquery.Selection) bool { return !isDisabled(e) && closest(e, "[hidden]") == nil }); inner.Length() > 0 {
			m.moveFocus(inner.First())
		}
	case "pushFocus":
		m.focusStack = append(m.focusStack, m.locatorOf(all[0]))
	case "dispatch":
		for range all {
			m.pushed[s.Text(1)] = append(m.pushed[s.Text(1)], string(s.Args[2]))
		}
	default:
		for _, e := range all {
			m.changeElement(e, s, nil)
		}
	}
}

// replaces reports whether a command that changes the address replaces the current entry of the history.
func replaces(s wire.Step) bool { return len(s.Args) > 1 && string(s.Args[1]) == "true" }

// A change is what commands have changed of an attribute, and the value of the server at that time. A class has
// the name "class " and a token.
type change struct{ now, server *string }

func stateOf(e *goquery.Selection, name string) *string {
	if token, ok := strings.CutPrefix(name, "class "); ok {
		if e.HasClass(token) {
			return &token
		}
		return nil
	}
	if v, ok := e.Attr(name); ok {
		return &v
	}
	return nil
}

func setState(e *goquery.Selection, name string, value *string) {
	token, isClass := strings.CutPrefix(name, "class ")
	switch {
	case isClass && value != nil:
		e.AddClass(token)
	case isClass:
		e.RemoveClass(token)
	case value != nil:
		e.SetAttr(name, *value)
	default:
		e.RemoveAttr(name)
	}
}

func isSameState(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// changeElement runs a command that changes the attributes of e, for an attempt unless that is nil.
func (m *memoryTab) changeElement(e *goquery.Selection, s listStep, a *attempt) {
	compute := func(name string, value func(*string) *string) {
		if a != nil {
			m.try(a, e, name, value)
			return
		}
		now, server := value(stateOf(e, name)), m.serverState(e, name)
		m.keepChange(m.locatorOf(e), name, change{now: now, server: server})
		setState(e, name, now)
	}
	set := func(name string, value *string) { compute(name, func(*string) *string { return value }) }
	toggle := func(name, value string, other *string) {
		compute(name, func(old *string) *string {
			if isSameState(old, &value) {
				return other
			}
			return &value
		})
	}
	empty := ""
	name, value := s.Text(1), s.Text(2)
	switch s.Command {
	case "show", "hide", "toggle":
		if a == nil && m.changeOpen(e, s.Command) {
			return
		}
	}
	switch s.Command {
	case "show":
		set("hidden", nil)
	case "hide":
		set("hidden", &empty)
	case "toggle":
		toggle("hidden", "", nil)
	case "addClass", "removeClass", "toggleClass":
		for token := range strings.FieldsSeq(name) {
			switch s.Command {
			case "addClass":
				set("class "+token, &token)
			case "removeClass":
				set("class "+token, nil)
			default:
				toggle("class "+token, token, nil)
			}
		}
	case "setAttr":
		set(name, &value)
	case "removeAttr":
		set(name, nil)
	case "toggleAttr":
		var other *string
		if len(s.Args) > 3 {
			text := s.Text(3)
			other = &text
		}
		toggle(name, value, other)
	case "ignoreAttrs":
		for i := 1; i < len(s.Args); i++ {
			pattern := strings.ReplaceAll(regexp.QuoteMeta(s.Text(i)), `\*`, ".*")
			m.ignored = append(m.ignored, ignoredAttrs{m.locatorOf(e), regexp.MustCompile("^" + pattern + "$"), attrsOf(e)})
		}
	}
}

// ignoredAttrs are attributes of an element that updates do not change.
type ignoredAttrs struct {
	at     locator
	name   *regexp.Regexp
	values map[string]string // of the element at that time
}

func attrsOf(e *goquery.Selection) map[string]string {
	all := map[string]string{}
	for _, a := range e.Get(0).Attr {
		all[a.Key] = a.Val
	}
	return all
}

// keepChanges applies what commands have changed to the document, which was parsed again, unless the server
// renders another value.
func (m *memoryTab) keepChanges() {
	for at, changes := range m.changes {
		e := m.locate(at)
		if e == nil {
			delete(m.changes, at)
			continue
		}
		for name, c := range changes {
			if !isSameState(stateOf(e, name), c.server) {
				delete(changes, name)
				continue
			}
			setState(e, name, c.now)
		}
	}
	for _, i := range m.ignored {
		e := m.locate(i.at)
		if e == nil {
			continue
		}
		for name := range attrsOf(e) {
			if i.name.MatchString(name) {
				e.RemoveAttr(name)
			}
		}
		for name, value := range i.values {
			if i.name.MatchString(name) {
				e.SetAttr(name, value)
			}
		}
	}
}

// runExecs runs the commands that views have sent.
func (m *memoryTab) runExecs() {
	m.t.Helper()
	for len(m.execs) > 0 {
		x := m.execs[0]
		m.execs = m.execs[1:]
		at := listStep{place: x.place, self: m.elementOf(x.place), binding: "Socket.Exec", answer: x.answer}
		m.runCommands(m.expand(x.steps, at, 0), nil)
	}
}

// An execution is an effect with commands.
type execution struct {
	steps  []wire.Step
	place  place
	answer sentSubmit // to which it is the answer; zero if that is not a submit
}

// elementOf returns the outermost element of a component, or the root of a view, or nil.
func (m *memoryTab) elementOf(p place) *goquery.Selection {
	if p.component == 0 {
		if p.view != "" {
			return m.rootElement(p.view)
		}
		if root := m.dom.Find("#live-root"); root.Length() > 0 {
			return root.First()
		}
		return nil
	}
	for _, e := range m.dom.Find("[live-c]").EachIter() {
		if placeOf(e) == p && !(around(e).Length() > 0 && placeOf(around(e)) == p) {
			return e
		}
	}
	return nil
}
