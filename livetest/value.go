package livetest

import "github.com/PuerkitoBio/goquery"

// An entry is what a person did to a control; it holds until the server decides otherwise.
type controlState struct {
	text     string
	checked  bool
	selected []string
	reported bool // an event has reported it
}

// state is what a control shows, as if a person had just done it.
func (d *document) currentState(e *goquery.Selection) controlState {
	switch {
	case isCheckable(e):
		return controlState{checked: d.isChecked(e)}
	case e.Is("select"):
		return controlState{selected: d.values(e)}
	}
	return controlState{text: d.value(e)}
}

// value is what a control's value property says.
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
	if done, ok := d.entered[d.keyOf(e)]; ok {
		return done.checked
	}
	return hasAttr(e, "checked")
}

// values are what a control sends, unless it is disabled.
func (d *document) values(e *goquery.Selection) []string {
	done, ok := d.entered[d.keyOf(e)]
	switch kind := controlType(e); {
	case isCheckable(e) && !d.isChecked(e), kind == "file":
		return nil
	case isCheckable(e) || !ok && !e.Is("select"):
		return []string{defaultValue(e)}
	case !ok:
		return defaultSelected(e)
	case e.Is("select"):
		return done.selected
	}
	return []string{done.text}
}

// selected are the options that are chosen when nobody has chosen: a select of one shows its first.
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
