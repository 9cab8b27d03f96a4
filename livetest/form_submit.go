package livetest

import (
	"fmt"
	"slices"

	"github.com/PuerkitoBio/goquery"
)

// Submit submits the form as the Enter key does: with its first submit button, if it has one.
// button selects another of its submit buttons, by name or by a selector.
func (f *Form) Submit(button ...string) *Page {
	f.p.t.Helper()
	form := f.element()
	submitter, problem := f.p.doc.defaultButton(form)
	if len(button) > 0 {
		if submitter, problem = f.submitButton(f.p.doc.submitButtons(form), button), ""; isDisabled(submitter) {
			problem = "the submit button is disabled"
		}
	}
	if problem == "" {
		problem = f.p.doc.missingField(form, submitter)
	}
	if problem != "" {
		f.p.t.Fatalf("livetest: %s: %s:\n%s", f.call("Submit", button...), problem, outline(form))
	}
	if len(button) > 0 {
		f.p.tab.click("Submit", submitter)
	} else {
		f.p.tab.submit(form, submitter)
	}
	return f.p.Settle()
}

// Reset resets the form, as a button of type reset or a script does. Its controls have their initial values until
// the view has rendered others.
func (f *Form) Reset() *Page {
	f.p.t.Helper()
	f.p.tab.reset(f.element())
	return f.p.Settle()
}

// submitButton returns the only one of buttons that has the name nameOrSelector[0] or, if none has,
// matches it as a selector.
func (f *Form) submitButton(buttons []*goquery.Selection, nameOrSelector []string) *goquery.Selection {
	f.p.t.Helper()
	if len(nameOrSelector) != 1 {
		f.p.t.Fatalf("livetest: %s: want at most one button", f.call("Submit", nameOrSelector...))
	}
	match := slices.DeleteFunc(slices.Clone(buttons), func(e *goquery.Selection) bool { return attr(e, "name") != nameOrSelector[0] })
	if len(match) == 0 {
		all := f.p.match(nameOrSelector[0])
		match = slices.DeleteFunc(slices.Clone(buttons), func(e *goquery.Selection) bool { return all.IndexOfNode(e.Get(0)) < 0 })
	}
	if len(match) != 1 {
		f.p.t.Fatalf("livetest: %s: %d submit buttons match, want one of\n%s", f.call("Submit", nameOrSelector...), len(match), outlines(buttons))
	}
	return match[0]
}

// submitButtons returns the buttons that submit a form.
func (d *document) submitButtons(form *goquery.Selection) []*goquery.Selection {
	return slices.DeleteFunc(d.controls(form), func(e *goquery.Selection) bool { return !isSubmitButton(e) })
}

// defaultButton returns the button that the Enter key in a field activates, or nil if the form has
// no submit button other than those of rows. problem is the reason why the key does not submit the
// form, or "".
func (d *document) defaultButton(form *goquery.Selection) (button *goquery.Selection, problem string) {
	isOther := func(e *goquery.Selection) bool { return isRowButton(e) && !d.noScript }
	if all := slices.DeleteFunc(d.submitButtons(form), isOther); len(all) > 0 {
		if isDisabled(all[0]) {
			problem = "the submit button is disabled"
		}
		return all[0], problem
	}
	fields := 0
	for _, e := range d.controls(form) {
		if isTextField(e) && !e.Is("textarea") {
			fields++
		}
	}
	if fields > 1 {
		problem = "the Enter key does not submit a form with several fields and no submit button"
	}
	return nil, problem
}

// missingField returns the reason why a browser does not submit a form, which is that a required
// field is empty. It returns "" if there is none.
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
			return fmt.Sprintf("field %q is required", attr(e, "name"))
		}
	}
	return ""
}

// hasCheckedRadio reports whether a radio button of a name is checked.
func (d *document) hasCheckedRadio(form *goquery.Selection, name string) bool {
	for _, e := range d.controls(form) {
		if controlType(e) == "radio" && attr(e, "name") == name && d.isChecked(e) {
			return true
		}
	}
	return false
}
