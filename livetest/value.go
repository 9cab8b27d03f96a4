package livetest

import "github.com/PuerkitoBio/goquery"

// A controlState is what the user entered into a control. It replaces the state in the markup until
// the server sets another one.
type controlState struct {
	text     string
	checked  bool
	selected []string
	files    []File
	reported bool // an event has sent it to the server
}

// currentState returns what a control shows, as if the user had just entered it.
func (d *document) currentState(e *goquery.Selection) controlState {
	switch {
	case isCheckable(e):
		return controlState{checked: d.isChecked(e)}
	case e.Is("select"):
		return controlState{selected: d.values(e)}
	}
	return controlState{text: d.value(e)}
}

// value returns the value property that a control has in a browser.
func (d *document) value(e *goquery.Selection) string {
	if isCheckable(e) {
		return defaultValue(e)
	}
	if values := d.values(e); len(values) > 0 {
		return values[0]
	}
	return ""
}

func (d *document) isChecked(e *goquery.Selection) bool {
	if state, ok := d.entered[d.keyOf(e)]; ok {
		return state.checked
	}
	return hasAttr(e, "checked")
}

// values returns what a control adds to the form data if it is enabled.
func (d *document) values(e *goquery.Selection) []string {
	state, ok := d.entered[d.keyOf(e)]
	switch kind := controlType(e); {
	case kind == "file":
		if len(state.files) == 0 {
			return nil
		}
		return []string{`C:\fakepath\` + state.files[0].Name} // the value of the control, not of the data
	case isCheckable(e) && !d.isChecked(e):
		return nil
	case isCheckable(e) || !ok && !e.Is("select"):
		return []string{sanitize(e, defaultValue(e))}
	case !ok:
		return defaultSelected(e)
	case e.Is("select"):
		return state.selected
	}
	return []string{state.text}
}

// defaultSelected returns the values of the options that are selected before the user selects any. A
// select that is not multiple shows its first enabled option by default.
func defaultSelected(e *goquery.Selection) (values []string) {
	for _, o := range options(e) {
		if hasAttr(o, "selected") {
			values = append(values, optionValue(o))
		}
	}
	if hasAttr(e, "multiple") {
		return values
	}
	for _, o := range options(e) {
		if len(values) == 0 && !isDisabled(o) {
			values = append(values, optionValue(o))
		}
	}
	return values[max(0, len(values)-1):]
}

func options(e *goquery.Selection) (all []*goquery.Selection) {
	for _, o := range e.Find("option").EachIter() {
		all = append(all, o)
	}
	return all
}

func optionValue(o *goquery.Selection) string { return o.AttrOr("value", textOf(o)) }

func defaultValue(e *goquery.Selection) string {
	if e.Is("textarea") {
		return e.Text()
	}
	if isCheckable(e) {
		return e.AttrOr("value", "on")
	}
	return attr(e, "value")
}
