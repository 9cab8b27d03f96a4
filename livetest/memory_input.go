package livetest

import (
	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

func (m *memoryTab) setControl(e *goquery.Selection, state controlState) {
	m.t.Helper()
	m.moveFocus(e)
	m.entered[m.keyOf(e)], m.edited[m.keyOf(e)] = state, true
	if bound := m.changeBinding(e); bound != nil {
		m.debounce(e, "live-change", e.AttrOr("live-debounce", attr(bound, "live-debounce")), m.changeEvent(bound, e, wire.Change))
	}
	if len(m.sent) > 0 {
		m.settle()
	}
}

// setChecked checks or unchecks a checkbox or radio button, and unchecks the other radio buttons of
// its group.
func (m *memoryTab) setChecked(e *goquery.Selection, on bool) {
	m.t.Helper()
	if key := m.keyOf(e); controlType(e) == "radio" {
		for _, other := range m.dom.Find("input[type=radio]").EachIter() {
			if k := m.keyOf(other); k.form == key.form && k.name == key.name {
				m.entered[k], m.edited[k] = controlState{}, true
			}
		}
	}
	m.setControl(e, controlState{checked: on})
}

// changeEvent returns a function that sends the change event of a binding on bound, with the
// current state of the controls that it covers. e is the control that changed.
func (m *memoryTab) changeEvent(bound, e *goquery.Selection, kind wire.FormKind) (send func()) {
	form, keys := m.serialize(bound, kind, attr(e, "name"), nil), m.keysOf(bound)
	return func() {
		m.t.Helper()
		m.sendBinding(bound, "live-change", form, nil)
		m.markReported(keys)
	}
}

// markReported records that an event has sent the state of controls to the server.
func (m *memoryTab) markReported(keys []controlKey) {
	for _, key := range keys {
		if state, ok := m.entered[key]; ok {
			state.reported = true
			m.entered[key] = state
		}
	}
}

// dropReported removes what the user has entered from controls that are gone, and from those that the
// server controls once it has been reported to the server.
func (m *memoryTab) dropReported() {
	m.sync()
	checkedGroups := map[[2]string]bool{} // form and name of inputs that are checked in the markup
	for _, e := range m.dom.Find("input[checked]").EachIter() {
		key := m.keyOf(e)
		checkedGroups[[2]string{key.form, key.name}] = true
		m.serverChecked[key] = true
	}
	if len(m.entered) == 0 {
		return
	}
	found := map[controlKey]*goquery.Selection{}
	for _, e := range m.dom.Find(controlSelector).EachIter() {
		found[m.keyOf(e)] = e
	}
	for key, state := range m.entered {
		e := found[key]
		if e == nil || state.reported && m.isServerControlled(e, m.serverChecked[key] || checkedGroups[[2]string{key.form, key.name}]) {
			delete(m.entered, key)
		}
	}
}

// isServerControlled reports whether the markup determines the state of a control. checked is whether
// the server has ever checked it, or checks one of its group.
func (d *document) isServerControlled(e *goquery.Selection, checked bool) bool {
	switch kind := controlType(e); {
	case kind == "password", kind == "file":
		return false
	case isCheckable(e):
		return checked
	case e.Is("select"):
		return e.Find("option[selected]").Length() > 0
	case e.Is("textarea"):
		form := d.formOf(e)
		return form != nil && form.Is("[live-change],[live-submit]")
	}
	return hasAttr(e, "value")
}
