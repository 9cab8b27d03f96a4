package livetest

import "github.com/PuerkitoBio/goquery"

// An entry is what a person did to a control; it holds until the server decides otherwise.
type entry struct {
	text   string
	ticked bool
	chosen []string
	told   bool // an event has reported it
}

// state is what a control shows, as if a person had just done it.
func (d *document) state(e *goquery.Selection) entry {
	switch {
	case isTick(e):
		return entry{ticked: d.checked(e)}
	case e.Is("select"):
		return entry{chosen: d.values(e)}
	}
	return entry{text: d.value(e)}
}

// value is what a control's value property says.
func (d *document) value(e *goquery.Selection) string {
	if isTick(e) {
		return defaultValue(e)
	}
	if values := d.values(e); len(values) > 0 {
		return values[0]
	}
	return ""
}

func (d *document) checked(e *goquery.Selection) bool {
	if done, ok := d.typed[d.key(e)]; ok {
		return done.ticked
	}
	return has(e, "checked")
}

// values are what a control sends, unless it is disabled.
func (d *document) values(e *goquery.Selection) []string {
	done, ok := d.typed[d.key(e)]
	switch kind := kindOf(e); {
	case isTick(e) && !d.checked(e), kind == "file":
		return nil
	case isTick(e) || !ok && !e.Is("select"):
		return []string{defaultValue(e)}
	case !ok:
		return selected(e)
	case e.Is("select"):
		return done.chosen
	}
	return []string{done.text}
}

// selected are the options that are chosen when nobody has chosen: a select of one shows its first.
func selected(e *goquery.Selection) (values []string) {
	for _, o := range options(e) {
		if has(o, "selected") {
			values = append(values, optionValue(o))
		}
	}
	if has(e, "multiple") {
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
	if isTick(e) {
		return e.AttrOr("value", "on")
	}
	return attr(e, "value")
}
