package livetest

import (
	"net/url"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A sentEvent is an event that was sent and whose outcome has not been checked yet.
type sentEvent struct {
	source  string  // of the event, for failure texts
	target  locator // of the element with the binding
	binding string  // the attribute; "" if the URL changed
	value   string  // of the attribute
	url     string
	root    *client.Root
	ref     int
	attempt *attempt // of the list with the event; nil if that has no optimistic commands
}

// send sends an event to a view. Its outcome is checked by settle.
func (m *memoryTab) send(from sentEvent, view string, e wire.Event) {
	m.t.Helper()
	if m.page.client == nil {
		m.t.Fatalf("livetest: %s: the page at %s is not live", from.source, m.url())
	}
	from.url, from.root = e.URL, m.rootOf(view)
	from.ref, _ = from.root.Send(e) // on an error the connection is lost and the event is queued
	m.sent = append(m.sent, from)
	if from.attempt != nil {
		m.addEvent(from.attempt, sentRef{from.root, from.ref})
	}
}

// sendBinding sends the events of a binding on e, with additional arguments, and runs its commands.
func (m *memoryTab) sendBinding(e *goquery.Selection, binding string, form *wire.Form, more url.Values) {
	m.t.Helper()
	m.takeSteps(e, binding, form, more)
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
	at := placeOf(e)
	m.send(sentEvent{source: startTag(e), target: m.locatorOf(e), binding: "live-hook", value: attr(e, "live-hook")}, at.view,
		wire.Event{Component: at.component, URL: eventURL(e, event, nil)})
}

// isHookMounted reports true: no script runs in memory that could have registered the hook.
func (m *memoryTab) isHookMounted(*goquery.Selection) bool { return true }

// followPatchLink follows a link that keeps the view.
func (m *memoryTab) followPatchLink(action, href string, replace bool) {
	m.t.Helper()
	to, sameOrigin := resolveURL(m.url(), href)
	if !sameOrigin {
		m.t.Fatalf("livetest: %s: a live-patch link leads to another site, %s: use a link without live-patch", action, href)
	}
	m.flush(func(debouncedEvent) bool { return true })
	m.urlChanged(to, replace)
	m.send(sentEvent{source: action}, "", wire.Event{Params: true, URL: to})
}
