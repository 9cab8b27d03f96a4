package livetest

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A controlKey identifies a control of a page across documents.
type controlKey struct {
	form, name string
	value      string // of checkboxes and radio buttons, which share a name
	index      int    // of other controls: among those of the same form and name
}

const controlSelector = "input,select,textarea,button"

// formOf returns the form to which a control belongs, or nil.
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

// controls returns the controls that a binding on bound covers: bound itself, the controls of a
// form, or those in another element.
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
	key := controlKey{form: d.formKey(e), name: attr(e, "name")}
	if isCheckable(e) {
		key.value = defaultValue(e)
		return key
	}
	for _, other := range d.dom.Find(controlSelector).EachIter() {
		if other.Get(0) == e.Get(0) {
			break
		}
		if attr(other, "name") == key.name && d.formKey(other) == key.form {
			key.index++
		}
	}
	return key
}

// keysOf returns the keys of the controls that a binding on bound covers.
func (d *document) keysOf(bound *goquery.Selection) (keys []controlKey) {
	for _, e := range d.controls(bound) {
		keys = append(keys, d.keyOf(e))
	}
	return keys
}

// formKey identifies the form of a control: by its id, or by its component and position in it.
func (d *document) formKey(e *goquery.Selection) string {
	form := d.formOf(e)
	if form == nil {
		return placeOf(e).String()
	}
	if id, ok := form.Attr("id"); ok {
		return "#" + id
	}
	in := placeOf(form)
	position := 0
	for _, other := range d.dom.Find("form").EachIter() {
		if sameNode(other, form) {
			break
		}
		if placeOf(other) == in {
			position++
		}
	}
	return in.String() + "/" + strings.Repeat("i", position)
}
