package livetest

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A control tells the fields of a page apart, from one picture to the next.
type control struct {
	form, name string
	value      string // of boxes and radio buttons, which share a name
	n          int    // of others that share a name: how many there are before it
}

// An entry is what a person did to a control; it holds until the server decides otherwise.
type entry struct {
	text   string
	ticked bool
	chosen []string
	told   bool // an event has reported it
}

func kindOf(e *goquery.Selection) string {
	switch goquery.NodeName(e) {
	case "select":
		if has(e, "multiple") {
			return "select-multiple"
		}
		return "select-one"
	case "textarea":
		return "textarea"
	case "button":
		return strings.ToLower(e.AttrOr("type", "submit"))
	}
	return strings.ToLower(e.AttrOr("type", "text"))
}

func isTick(e *goquery.Selection) bool {
	return e.Is("input") && (kindOf(e) == "checkbox" || kindOf(e) == "radio")
}

func isSubmit(e *goquery.Selection) bool {
	return e.Is("button,input") && (kindOf(e) == "submit" || kindOf(e) == "image")
}

// isText says whether e is a field that text is typed into.
func isText(e *goquery.Selection) bool {
	return e.Is("textarea") || e.Is("input") && !isTick(e) && !slices.Contains([]string{"hidden", "file", "submit", "button", "image", "reset"}, kindOf(e))
}

// isDisabled says whether e, or a fieldset or optgroup around it, is disabled.
func isDisabled(e *goquery.Selection) bool {
	if e.Is("[disabled]") && e.Is("input,select,textarea,button,option,optgroup,fieldset") {
		return true
	}
	if e.Is("option") {
		return e.Parent().Is("optgroup[disabled]")
	}
	for _, set := range e.ParentsFiltered("fieldset[disabled]").EachIter() {
		legend := set.ChildrenFiltered("legend").First()
		if legend.Length() == 0 || !legend.Contains(e.Get(0)) {
			return e.Is("input,select,textarea,button")
		}
	}
	return false
}

// owner is the form to which a control belongs, nil if there is none.
func (d *document) owner(e *goquery.Selection) *goquery.Selection {
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

const anyControl = "input,select,textarea,button"

// controls are those that bound stands for: a form's, those in an element, or itself.
func (d *document) controls(bound *goquery.Selection) (all []*goquery.Selection) {
	if bound.Is(anyControl) {
		return []*goquery.Selection{bound}
	}
	if !bound.Is("form") {
		for _, e := range bound.Find(anyControl).EachIter() {
			all = append(all, e)
		}
		return all
	}
	for _, e := range d.dom.Find(anyControl).EachIter() {
		if form := d.owner(e); form != nil && form.Get(0) == bound.Get(0) {
			all = append(all, e)
		}
	}
	return all
}

func (d *document) key(e *goquery.Selection) control {
	c := control{form: d.formKey(e), name: attr(e, "name")}
	if isTick(e) {
		c.value = defaultValue(e)
		return c
	}
	for _, other := range d.dom.Find(anyControl).EachIter() {
		if other.Get(0) == e.Get(0) {
			break
		}
		if attr(other, "name") == c.name && d.formKey(other) == c.form {
			c.n++
		}
	}
	return c
}

// formKey names the form of a control by its id, or by its component and place.
func (d *document) formKey(e *goquery.Selection) string {
	form := d.owner(e)
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

func defaultValue(e *goquery.Selection) string {
	if e.Is("textarea") {
		return e.Text()
	}
	if isTick(e) {
		return e.AttrOr("value", "on")
	}
	return attr(e, "value")
}

func options(e *goquery.Selection) (all []*goquery.Selection) {
	for _, o := range e.Find("option").EachIter() {
		all = append(all, o)
	}
	return all
}

func optionValue(o *goquery.Selection) string { return o.AttrOr("value", textOf(o)) }

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
