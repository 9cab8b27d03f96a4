package livetest

import (
	"encoding/json"
	"net/url"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// An event is what was sent and has not been judged.
type sentEvent struct {
	source  string  // where it came from
	target  locator // of the element that binds it
	binding string  // its attribute; "" when the address changed
	value   string  // of the attribute
	url     string
	ref     int
}

// send sends an event; Settle sees how it ends. from says where it came from.
func (m *memoryTab) send(from sentEvent, e wire.Event) {
	m.t.Helper()
	if m.page.client == nil {
		m.t.Fatalf("livetest: %s: the page at %s is not live", from.source, m.url())
	}
	from.url = e.URL
	from.ref, _ = m.page.client.Send(e) // an error: the connection is lost, and the event waits
	m.sent = append(m.sent, from)
}

// emit sends the event that e binds, with values from live-value-* attributes and more.
func (m *memoryTab) sendBinding(e *goquery.Selection, binding string, form *wire.Form, more url.Values) {
	m.t.Helper()
	m.send(sentEvent{source: startTag(e), target: m.locatorOf(e), binding: binding, value: attr(e, binding)},
		wire.Event{Component: componentOf(e), URL: eventURL(e, attr(e, binding), more), Form: form})
}

// press sends an event that tells the value of the control it happened to.
func (m *memoryTab) sendWithValue(bound, target *goquery.Selection, binding string, args url.Values) {
	m.t.Helper()
	if kind := controlType(target); target.Is("input,select,textarea") && kind != "password" && kind != "file" {
		args.Set("value", m.value(target))
	}
	m.sendBinding(bound, binding, nil, args)
	m.markReported([]controlKey{m.keyOf(target)})
}

func (m *memoryTab) pushEvent(e *goquery.Selection, to string) {
	m.t.Helper()
	m.send(sentEvent{source: startTag(e), target: m.locatorOf(e), binding: "live-hook", value: attr(e, "live-hook")},
		wire.Event{Component: componentOf(e), URL: eventURL(e, to, nil)})
}

// patch follows a link that keeps the view.
func (m *memoryTab) followPatchLink(what, href string) {
	m.t.Helper()
	to, ours := resolveURL(m.url(), href)
	if !ours {
		m.t.Fatalf("livetest: %s: a live-patch link to another site, %s", what, href)
	}
	m.flush(func(debouncedEvent) bool { return true })
	m.urlChanged(to, false)
	m.send(sentEvent{source: what}, wire.Event{Params: true, URL: to})
}

// hear looks at effects that have come. It says whether the page was left.
func (m *memoryTab) applyEffects() (left bool) {
	m.t.Helper()
	all := m.page.client.Effects()
	for _, e := range all[m.effectsSeen:] {
		m.effectsSeen++
		name, args := e.Name()
		text := func(i int) (s string) { _ = json.Unmarshal(args[i], &s); return s }
		switch name {
		case "flash":
			m.flash[text(0)] = text(1)
		case "push":
			m.pushed[text(0)] = append(m.pushed[text(0)], string(args[1]))
		case "patch":
			m.urlChanged(text(0), string(args[1]) == "true")
		case "navigate":
			m.followLink(text(0))
			return true
		}
	}
	return false
}
