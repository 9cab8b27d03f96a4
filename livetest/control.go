package livetest

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A control tells the fields of a page apart, from one picture to the next.
type controlKey struct {
	form, name string
	value      string // of boxes and radio buttons, which share a name
	index      int    // of others that share a name: how many there are before it
}

const controlSelector = "input,select,textarea,button"

// owner is the form to which a control belongs, nil if there is none.
func (d *document) formOf(e *goquery.Selection) *goquery.Selection {
	if id, ok := e.Attr("form"); ok {
		for _, form := range d.dom.Find("form").EachIter() {
			if attr(form, "id") == id {
				return form
			}
		}
		return nil
	}
	return closest(e, "form")
}

// controls are those that bound stands for: a form's, those in an element, or itself.
func (d *document) controls(bound *goquery.Selection) (all []*goquery.Selection) {
	if bound.Is(controlSelector) {
		return []*goquery.Selection{bound}
	}
	if !bound.Is("form") {
		for _, e := range bound.Find(controlSelector).EachIter() {
			all = append(all, e)
		}
		return all
	}
	for _, e := range d.dom.Find(controlSelector).EachIter() {
		if form := d.formOf(e); form != nil && form.Get(0) == bound.Get(0) {
			all = append(all, e)
		}
	}
	return all
}

func (d *document) keyOf(e *goquery.Selection) controlKey {
	c := controlKey{form: d.formKey(e), name: attr(e, "name")}
	if isCheckable(e) {
		c.value = defaultValue(e)
		return c
	}
	for _, other := range d.dom.Find(controlSelector).EachIter() {
		if other.Get(0) == e.Get(0) {
			break
		}
		if attr(other, "name") == c.name && d.formKey(other) == c.form {
			c.index++
		}
	}
	return c
}

// keys are those of the controls that bound stands for.
func (d *document) keysOf(bound *goquery.Selection) (keys []controlKey) {
	for _, e := range d.controls(bound) {
		keys = append(keys, d.keyOf(e))
	}
	return keys
}

// formKey names the form of a control by its id, or by its component and place.
func (d *document) formKey(e *goquery.Selection) string {
	form := d.formOf(e)
	if form == nil {
		return attr(e.Closest("[live-c]"), "live-c")
	}
	if id, ok := form.Attr("id"); ok {
		return "#" + id
	}
	component := form.Closest("[live-c]")
	if component.Length() == 0 {
		component = d.dom.Selection
	}
	place := component.Find("form").IndexOfSelection(form)
	return attr(component, "live-c") + "/" + strings.Repeat("i", place)
}
