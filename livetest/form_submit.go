package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Submit submits the form as the Enter key does: with its first submit button, if it has one. by names another of its submit
// buttons, by its name or by a selector.
func (f *Form) Submit(by ...string) *Page {
	f.p.t.Helper()
	form := f.element()
	button, why := f.p.doc.defaultButton(form)
	if len(by) > 0 {
		if button, why = f.submitButton(f.p.doc.submitButtons(form), by), ""; isDisabled(button) {
			why = "its button is disabled"
		}
	}
	if why == "" {
		why = f.p.doc.missingField(form, button)
	}
	if why != "" {
		f.p.t.Fatalf("livetest: Submit of the form %q: %s:\n%s", f.sel, why, outline(form))
	}
	if len(by) > 0 {
		f.p.tab.click("Submit", button)
	} else {
		f.p.tab.submit(form, button)
	}
	return f.p.Settle()
}

// button is the one of a form's submit buttons that has the name by, or else matches it.
func (f *Form) submitButton(buttons []*goquery.Selection, by []string) *goquery.Selection {
	f.p.t.Helper()
	if len(by) != 1 {
		f.p.t.Fatalf("livetest: Submit(%q) of the form %q: one button submits a form", by, f.sel)
	}
	match := slices.DeleteFunc(slices.Clone(buttons), func(e *goquery.Selection) bool { return attr(e, "name") != by[0] })
	if len(match) == 0 {
		all := f.p.match(by[0])
		match = slices.DeleteFunc(slices.Clone(buttons), func(e *goquery.Selection) bool { return all.IndexOfNode(e.Get(0)) < 0 })
	}
	if len(match) != 1 {
		var found strings.Builder
		for _, e := range buttons {
			fmt.Fprintf(&found, "%s\n", outline(e))
		}
		f.p.t.Fatalf("livetest: Submit(%q) of the form %q: %d of its submit buttons match, want one of\n%s", by[0], f.sel, len(match), found.String())
	}
	return match[0]
}

// submits are the buttons that submit a form.
func (d *document) submitButtons(form *goquery.Selection) []*goquery.Selection {
	return slices.DeleteFunc(d.controls(form), func(e *goquery.Selection) bool { return !isSubmitButton(e) })
}

// defaultButton is what the Enter key in a field presses, nil if the form has no such button. why says why the key does nothing.
func (d *document) defaultButton(form *goquery.Selection) (button *goquery.Selection, why string) {
	if all := d.submitButtons(form); len(all) > 0 {
		if isDisabled(all[0]) {
			why = "its button is disabled"
		}
		return all[0], why
	}
	fields := 0
	for _, e := range d.controls(form) {
		if isTextField(e) && !e.Is("textarea") {
			fields++
		}
	}
	if fields > 1 {
		why = "Enter does nothing in a form with several fields and no submit button"
	}
	return nil, why
}

// missing says which field a browser wants filled in before it submits a form, "" if there is none.
func (d *document) missingField(form, button *goquery.Selection) string {
	if hasAttr(form, "novalidate") || button != nil && hasAttr(button, "formnovalidate") {
		return ""
	}
	for _, e := range d.controls(form) {
		if !hasAttr(e, "required") || !e.Is("input,select,textarea") || isDisabled(e) || hasAttr(e, "readonly") {
			continue
		}
		if controlType(e) == "radio" && d.hasCheckedRadio(form, attr(e, "name")) {
			continue
		}
		if values := d.values(e); len(values) == 0 || values[0] == "" && !isCheckable(e) {
			return attr(e, "name") + " is required"
		}
	}
	return ""
}

// isChosen says whether a radio button of a name is ticked.
func (d *document) hasCheckedRadio(form *goquery.Selection, name string) bool {
	for _, e := range d.controls(form) {
		if controlType(e) == "radio" && attr(e, "name") == name && d.isChecked(e) {
			return true
		}
	}
	return false
}
