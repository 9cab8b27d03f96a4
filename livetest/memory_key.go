package livetest

import "github.com/PuerkitoBio/goquery"

func (m *memoryTab) pressKey(e *goquery.Selection, k keyPress) {
	m.t.Helper()
	if e != nil {
		m.moveFocus(e)
	}
	from := m.documents
	action, text := m.defaultKeyAction(e, k)
	for _, b := range m.keyBindings(e, "keydown", k) {
		m.sendKey(b, e, k)
		if b.isShortcut || b.isWindow && k.isCharacter() && hasAttr(b.on, "live-key") {
			action = noAction
		}
	}
	switch action {
	case typesText:
		m.setControl(e, controlState{text: text})
	case submitsForm:
		form := m.formOf(e)
		button, _ := m.defaultButton(form)
		m.submit(form, button)
	case clicks:
		m.leaveElements(e)
		m.activate("Key", e)
	case movesRow:
		m.moveRow(e, k.key)
	case closesDialog:
		if dialog := m.topModal(); dialog != nil {
			m.setOpen(dialog, "open", false, "")
		}
	}
	if m.leaving || m.documents != from {
		return // the key is released in the next page
	}
	m.sync()
	focused := m.locate(m.focus)
	for _, b := range m.keyBindings(focused, "keyup", k) {
		m.sendKey(b, focused, k)
	}
}

// sendKey sends the event of a binding for a press of a key in e, which may be nil.
func (m *memoryTab) sendKey(b keyBinding, e *goquery.Selection, k keyPress) {
	m.t.Helper()
	m.debounce(b.on, b.attribute, attr(b.on, "live-debounce"), func() {
		m.t.Helper()
		if b.isWindow {
			m.sendBinding(b.on, b.attribute, nil, k.args())
		} else {
			m.sendWithValue(b.on, e, b.attribute, k.args())
		}
	})
}
