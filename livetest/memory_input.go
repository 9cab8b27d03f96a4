package livetest

import "github.com/PuerkitoBio/goquery"

// enter gives a control a state and tells the server, if it listens.
func (m *memoryTab) enter(e *goquery.Selection, state entry) {
	m.t.Helper()
	m.focusOn(e)
	m.typed[m.key(e)], m.edited[m.key(e)] = state, true
	if bound := m.changeOf(e); bound != nil {
		m.delay(e, "live-change", e.AttrOr("live-debounce", attr(bound, "live-debounce")), m.change(bound, e))
	}
	if len(m.sent) > 0 {
		m.settle()
	}
}

// tick ticks a box or radio button, which takes the tick from the others of its group, or unticks it.
func (m *memoryTab) tick(e *goquery.Selection, on bool) {
	m.t.Helper()
	if key := m.key(e); kindOf(e) == "radio" {
		for _, other := range m.dom.Find("input[type=radio]").EachIter() {
			if k := m.key(other); k.form == key.form && k.name == key.name {
				m.typed[k], m.edited[k] = entry{}, true
			}
		}
	}
	m.enter(e, entry{ticked: on})
}

// change returns what sends the present state of what bound stands for; e has changed.
func (m *memoryTab) change(bound, e *goquery.Selection) (send func()) {
	form, keys := m.serialise(bound, false, attr(e, "name"), nil), m.keys(bound)
	return func() {
		m.t.Helper()
		m.emit(bound, "live-change", form, nil)
		m.told(keys)
	}
}

// told notes that an event has reported controls.
func (m *memoryTab) told(keys []control) {
	for _, key := range keys {
		if done, ok := m.typed[key]; ok {
			done.told = true
			m.typed[key] = done
		}
	}
}

// forget drops what a person did where the server has the last word: in what an event has reported, if the page says a value.
func (m *memoryTab) forget() {
	m.look()
	ticked := map[[2]string]bool{} // groups of which one is checked in the markup
	for _, e := range m.dom.Find("input[checked]").EachIter() {
		key := m.key(e)
		ticked[[2]string{key.form, key.name}] = true
		m.marked[key] = true
	}
	if len(m.typed) == 0 {
		return
	}
	found := map[control]*goquery.Selection{}
	for _, e := range m.dom.Find(anyControl).EachIter() {
		found[m.key(e)] = e
	}
	for key, done := range m.typed {
		e := found[key]
		if e == nil || done.told && m.decides(e, m.marked[key] || ticked[[2]string{key.form, key.name}]) {
			delete(m.typed, key)
		}
	}
}

// decides says whether the markup has a say in the state of a control; marked is whether the server has ever ticked it, or ticks one of its
// group.
func (d *document) decides(e *goquery.Selection, marked bool) bool {
	switch kind := kindOf(e); {
	case kind == "password", kind == "file":
		return false
	case isTick(e):
		return marked
	case e.Is("select"):
		return e.Find("option[selected]").Length() > 0
	case e.Is("textarea"):
		form := d.owner(e)
		return form != nil && form.Is("[live-change],[live-submit]")
	}
	return has(e, "value")
}
