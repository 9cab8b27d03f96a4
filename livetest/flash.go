package livetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// Flash returns the text of the newest flash message of a kind, such as live.FlashInfo, or "" if the user
// sees none. In a synctest bubble a message disappears when its time has passed;
// otherwise it remains, because the duration of a test varies.
func (p *Page) Flash(kind live.FlashKind) string {
	texts := p.Flashes(kind)
	if len(texts) == 0 {
		return ""
	}
	return texts[len(texts)-1]
}

// Flashes returns the texts of all flash messages of a kind that the user sees, oldest first.
func (p *Page) Flashes(kind live.FlashKind) []string {
	var texts []string
	for _, m := range p.doc.flashes {
		if m.Kind == string(kind) {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// ClickFlash clicks the button with this label, which live.FlashAction has added to a flash message:
// that sends its event and closes the message. If several messages have such a button, it clicks the
// newest one.
func (p *Page) ClickFlash(label string) *Page {
	p.t.Helper()
	p.requireLive("ClickFlash")
	for _, m := range slices.Backward(p.doc.flashes) {
		if m.Label == label && label != "" {
			p.tab.clickFlash(m, label)
			return p.Settle()
		}
	}
	p.t.Fatalf("livetest: ClickFlash(%q): no flash message has this button; messages:%s", label, p.doc.flashOutline())
	return nil
}

// CloseFlash clicks the button that closes the flash message with this text.
func (p *Page) CloseFlash(text string) *Page {
	p.t.Helper()
	p.requireLive("CloseFlash")
	for _, m := range slices.Backward(p.doc.flashes) {
		if m.Text == text {
			p.tab.clickFlash(m, "")
			return p.Settle()
		}
	}
	p.t.Fatalf("livetest: CloseFlash(%q): no flash message has this text; messages:%s", text, p.doc.flashOutline())
	return nil
}

// flashOutline returns the flash messages in a readable form, for failure texts.
func (d *document) flashOutline() string {
	if len(d.flashes) == 0 {
		return " none"
	}
	var b strings.Builder
	for _, m := range d.flashes {
		fmt.Fprintf(&b, "\n  %s %q", m.Kind, m.Text)
		if m.Label != "" {
			fmt.Fprintf(&b, " with button %q", m.Label)
		}
	}
	return b.String()
}

// unknownText is what the client shows for events whose outcome is not known.
const unknownText = "It is not known whether this was done."

// showFlash shows a message of a view, which was received at a time.
func (m *memoryTab) showFlash(message wire.FlashMessage, view string, received time.Time) {
	m.expireFlashes(received)
	m.flashes.Show(message)
	m.flashTimes[message.ID()], m.flashViews[message.ID()] = received, view
}

// expireFlashes removes the messages whose time has passed, in a synctest bubble.
func (m *memoryTab) expireFlashes(now time.Time) {
	if !m.site.clock.bubble {
		return
	}
	m.flashes = slices.DeleteFunc(m.flashes, func(message wire.FlashMessage) bool {
		d := message.Duration()
		return d > 0 && now.Sub(m.flashTimes[message.ID()]) >= d
	})
}

func (m *memoryTab) clickFlash(message wire.FlashMessage, label string) {
	m.t.Helper()
	m.flashes.Show(wire.FlashMessage{FlashOptions: wire.FlashOptions{Key: message.ID()}})
	if label == "" {
		return
	}
	component, view := *message.Component, m.flashViews[message.ID()]
	if handlers := m.views.get(view).handlers; handlers != nil {
		if err := handlers.Check(component, message.Event); err != nil {
			m.t.Fatalf("livetest: ClickFlash(%q): %v", label, err)
		}
	}
	m.flush(func(debouncedEvent) bool { return true })
	m.send(sentEvent{source: fmt.Sprintf("ClickFlash(%q)", label), binding: "live-click", value: message.Event}, view,
		wire.Event{Component: component, URL: message.Event})
}

// remountFlashes does what a browser does with its messages when another view is mounted. isUnknown
// means that the outcome of events is not known.
func (m *memoryTab) remountFlashes(isUnknown bool) {
	for i := range m.flashes {
		m.flashes[i].Label, m.flashes[i].Event = "", ""
	}
	if isUnknown {
		m.showFlash(wire.FlashMessage{Kind: wire.FlashError, Text: unknownText}, "", time.Now())
	}
}
