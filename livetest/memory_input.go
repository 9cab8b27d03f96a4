package livetest

import "github.com/PuerkitoBio/goquery"

// enter gives a control a state and tells the server, if it listens.
func (m *memoryTab) setControl(e *goquery.Selection, state controlState) {
	m.t.Helper()
	m.moveFocus(e)
	m.entered[m.keyOf(e)], m.edited[m.keyOf(e)] = state, true
	if bound := m.changeBinding(e); bound != nil {
		m.debounce(e, "live-change", e.AttrOr("live-debounce", attr(bound, "live-debounce")), m.changeEvent(bound, e))
	}
	if len(m.sent) > 0 {
		m.settle()
	}
}

// tick ticks a box or radio button, which takes the tick from the others of its group, or unticks it.
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

// change returns what sends the present state of what bound stands for; e has changed.
func (m *memoryTab) changeEvent(bound, e *goquery.Selection) (send func()) {
	form, keys := m.serialize(bound, false, attr(e, "name"), nil), m.keysOf(bound)
	return func() {
		m.t.Helper()
		m.sendBinding(bound, "live-change", form, nil)
		m.markReported(keys)
	}
}

// told notes that an event has reported controls.
func (m *memoryTab) markReported(keys []controlKey) {
	for _, key := range keys {
		if done, ok := m.entered[key]; ok {
			done.reported = true
			m.entered[key] = done
		}
	}
}

// forget drops what a person did where the server has the last word: in what an event has reported, if the page says a value.
func (m *memoryTab) dropReported() {
	m.look()
	ticked := map[[2]string]bool{} // groups of which one is checked in the markup
	for _, e := range m.dom.Find("input[checked]").EachIter() {
		key := m.keyOf(e)
		ticked[[2]string{key.form, key.name}] = true
		m.serverChecked[key] = true
	}
	if len(m.entered) == 0 {
		return
	}
	found := map[controlKey]*goquery.Selection{}
	for _, e := range m.dom.Find(controlSelector).EachIter() {
		found[m.keyOf(e)] = e
	}
	for key, done := range m.entered {
		e := found[key]
		if e == nil || done.reported && m.isServerControlled(e, m.serverChecked[key] || ticked[[2]string{key.form, key.name}]) {
			delete(m.entered, key)
		}
	}
}

// decides says whether the markup has a say in the state of a control; marked is whether the server has ever ticked it, or ticks one of its
// group.
func (d *document) isServerControlled(e *goquery.Selection, marked bool) bool {
	switch kind := controlType(e); {
	case kind == "password", kind == "file":
		return false
	case isCheckable(e):
		return marked
	case e.Is("select"):
		return e.Find("option[selected]").Length() > 0
	case e.Is("textarea"):
		form := d.formOf(e)
		return form != nil && form.Is("[live-change],[live-submit]")
	}
	return hasAttr(e, "value")
}
