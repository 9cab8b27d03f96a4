package livetest

import (
	"encoding/json"

	"github.com/lively-go/lively/internal/wire"
)

// applyEffects applies the effects that have been received. A browser runs them at once, so each method
// that reads the page calls it. A navigation only begins: settle loads the document, and what follows
// in the frame of the navigation belongs to a document that is about to be left.
func (m *memoryTab) applyEffects() {
	if m.page.client == nil {
		return
	}
	all := m.page.client.Effects()
	for m.effectsSeen < len(all) && !m.leaving {
		e := all[m.effectsSeen]
		m.effectsSeen++
		if m.page.client.IsAsleep(m.page.client.EffectRoot(m.effectsSeen - 1)) {
			continue // it was sent before the page was left
		}
		name, args := e.Name()
		text := func(i int) (s string) { _ = json.Unmarshal(args[i], &s); return s }
		switch name {
		case "flash":
			m.showFlash(wire.DecodeFlash(args), viewName(m.page.client.EffectRoot(m.effectsSeen-1)), m.page.effectTime(m.effectsSeen-1))
		case "cookie":
			m.sendCookie(text(0))
		case "push":
			m.pushed[text(0)] = append(m.pushed[text(0)], string(args[1]))
		case "reply":
			m.replies = append(m.replies, string(args[1]))
		case "patch":
			m.urlChanged(text(0), string(args[1]) == "true")
		case "exec":
			steps, component := wire.DecodeExec(args)
			root := m.page.client.EffectRoot(m.effectsSeen - 1)
			m.execs = append(m.execs, execution{steps, place{viewName(root), component}, m.submitOf(root, wire.ExecRef(args))})
		case "navigate":
			m.leaving, m.destination = true, text(0)
			m.replacesEntry = len(args) > 1 && string(args[1]) == "true"
			if len(args) > 2 {
				m.site.setCookie(text(2))
			}
		}
	}
}

// leave applies the effects that have been received and, if one of them navigates, loads the page to
// which it leads. It reports whether it did.
func (m *memoryTab) leave() bool {
	m.t.Helper()
	if m.applyEffects(); len(m.execs) > 0 && !m.leaving {
		m.sync()
	}
	if !m.leaving {
		return false
	}
	m.leaving = false
	if body := m.handover; body != nil {
		m.handover = nil
		m.postTo(m.destination, *body)
		return true
	}
	m.leaveFor(m.url(), m.destination, func(url string) {
		if !m.visit(url, m.replacesEntry) && m.page.isConnected() {
			_ = m.page.client.Wake() // the view handles events again; if the connection is lost, settle finds out
		}
	})
	return true
}
