package livetest

import (
	"encoding/json"
	"net/url"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// A sentEvent is an event that was sent and whose outcome has not been checked yet.
type sentEvent struct {
	source  string  // of the event, for failure texts
	target  locator // of the element with the binding
	binding string  // the attribute; "" if the URL changed
	value   string  // of the attribute
	url     string
	ref     int
}

// send sends an event. Its outcome is checked by settle.
func (m *memoryTab) send(from sentEvent, e wire.Event) {
	m.t.Helper()
	if m.page.client == nil {
		m.t.Fatalf("livetest: %s: the page at %s is not live", from.source, m.url())
	}
	from.url = e.URL
	from.ref, _ = m.page.client.Send(e) // on an error the connection is lost and the event is queued
	m.sent = append(m.sent, from)
}

// sendBinding sends the event of a binding on e, with additional arguments.
func (m *memoryTab) sendBinding(e *goquery.Selection, binding string, form *wire.Form, more url.Values) {
	m.t.Helper()
	m.send(sentEvent{source: startTag(e), target: m.locatorOf(e), binding: binding, value: attr(e, binding)},
		wire.Event{Component: componentOf(e), URL: eventURL(e, attr(e, binding), more), Form: form})
}

// sendWithValue sends the event of a binding on bound, with the value of target if that is a control.
func (m *memoryTab) sendWithValue(bound, target *goquery.Selection, binding string, args url.Values) {
	m.t.Helper()
	if kind := controlType(target); target.Is("input,select,textarea") && kind != "password" && kind != "file" {
		args.Set("value", m.value(target))
	}
	m.sendBinding(bound, binding, nil, args)
	m.markReported([]controlKey{m.keyOf(target)})
}

func (m *memoryTab) pushEvent(e *goquery.Selection, event string) {
	m.t.Helper()
	m.send(sentEvent{source: startTag(e), target: m.locatorOf(e), binding: "live-hook", value: attr(e, "live-hook")},
		wire.Event{Component: componentOf(e), URL: eventURL(e, event, nil)})
}

// followPatchLink follows a link that keeps the view.
func (m *memoryTab) followPatchLink(action, href string) {
	m.t.Helper()
	to, sameOrigin := resolveURL(m.url(), href)
	if !sameOrigin {
		m.t.Fatalf("livetest: %s: a live-patch link leads to another site, %s: use a link without live-patch", action, href)
	}
	m.flush(func(debouncedEvent) bool { return true })
	m.urlChanged(to, false)
	m.send(sentEvent{source: action}, wire.Event{Params: true, URL: to})
}

// applyEffects applies the effects that have been received. It reports whether the page navigated.
func (m *memoryTab) applyEffects() (left bool) {
	m.t.Helper()
	all := m.page.client.Effects()
	for _, e := range all[m.effectsSeen:] {
		m.effectsSeen++
		name, args := e.Name()
		text := func(i int) (s string) { _ = json.Unmarshal(args[i], &s); return s }
		switch name {
		case "flash":
			m.showFlash(wire.DecodeFlash(args), m.page.effectTime(m.effectsSeen-1))
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
