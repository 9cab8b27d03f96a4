package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/nearest"
)

// A Form is a form of a page, filled in by a test. It sends what a browser would send, including
// untouched fields and unchecked boxes, and rejects what a browser would reject. In a synctest
// bubble, debounced events are sent after their delay; outside of one they are sent at once. Events
// that are debounced until the focus leaves (live-debounce="blur") are sent when it does.
type Form struct {
	p   *Page
	sel string
}

// Form returns the only form that matches sel.
func (p *Page) Form(sel string) *Form {
	p.t.Helper()
	f := &Form{p, sel}
	f.element()
	return f
}

// element returns the form element in the current document.
func (f *Form) element() *goquery.Selection {
	f.p.t.Helper()
	e := f.p.find(f.sel)
	switch {
	case e.Length() != 1:
		f.p.t.Fatalf("livetest: Form(%q): %d elements match, want one; forms on the page:\n%s", f.sel, e.Length(), outline(f.p.match("form")))
	case !e.Is("form"):
		f.p.t.Fatalf("livetest: Form(%q): it is not a form:\n%s\nforms on the page:\n%s", f.sel, outline(e), outline(f.p.match("form")))
	}
	return e
}

// call formats a method call for failure texts.
func (f *Form) call(method string, args ...string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = fmt.Sprintf("%q", a)
	}
	return fmt.Sprintf("%s(%s) of form %q", method, strings.Join(quoted, ", "), f.sel)
}

// Fill replaces the contents of a text field with value. name is the name of a control, or one of a
// field of a live.Form: "items[0].name" is in the first row of items, whatever its key.
func (f *Form) Fill(name, value string) *Form {
	f.p.t.Helper()
	f.p.fill(f.call("Fill", name), f.field("Fill", name), value)
	return f
}

// Value returns the text of a field, its selected option, or the value of the checked radio button
// or checkbox. It returns "" if nothing is selected.
func (f *Form) Value(name string) string {
	f.p.t.Helper()
	values := f.values("Value", name)
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// Values returns the selected options of a multiple select, or the values of the checked boxes with
// that name.
func (f *Form) Values(name string) []string {
	f.p.t.Helper()
	return f.values("Values", name)
}

func (f *Form) values(method, name string) (values []string) {
	f.p.t.Helper()
	for _, e := range f.fields(method, name) {
		values = append(values, f.p.doc.values(e)...)
	}
	return values
}

// Check checks a checkbox. value selects one of several checkboxes that share a name.
func (f *Form) Check(name string, value ...string) *Form {
	f.p.t.Helper()
	return f.setChecked("Check", name, value, "checkbox", true)
}

// Uncheck unchecks a checkbox. value selects one of several checkboxes that share a name.
func (f *Form) Uncheck(name string, value ...string) *Form {
	f.p.t.Helper()
	return f.setChecked("Uncheck", name, value, "checkbox", false)
}

// Choose checks the radio button with that value.
func (f *Form) Choose(name, value string) *Form {
	f.p.t.Helper()
	return f.setChecked("Choose", name, []string{value}, "radio", true)
}

// SetFiles chooses files in an input of files, in place of those that were chosen before. A form with such an input and
// enctype="multipart/form-data" is submitted by the browser itself, by POST to its action; Submit then loads the page
// that the server responds with. The events of a live form do not contain files.
func (f *Form) SetFiles(name string, files ...File) *Form {
	f.p.t.Helper()
	e := f.field("SetFiles", name)
	switch {
	case controlType(e) != "file":
		f.p.t.Fatalf("livetest: %s: its type is not file:\n%s", f.call("SetFiles", name), outline(e))
	case len(files) > 1 && !hasAttr(e, "multiple"):
		f.p.t.Fatalf("livetest: %s: want at most one file, because it is not multiple:\n%s", f.call("SetFiles", name), outline(e))
	}
	f.p.tab.setControl(e, controlState{files: files})
	return f
}

func (f *Form) setChecked(method, name string, value []string, kind string, on bool) *Form {
	f.p.t.Helper()
	e := f.field(method, name, value...)
	if controlType(e) != kind {
		f.p.t.Fatalf("livetest: %s: its type is not %s:\n%s", f.call(method, name), kind, outline(e))
	}
	if f.p.doc.isChecked(e) != on {
		f.p.tab.setChecked(e, on)
	}
	return f
}

// Select selects options of a select by their values: one, or any number if it is a multiple
// select.
func (f *Form) Select(name string, values ...string) *Form {
	f.p.t.Helper()
	e, call := f.field("Select", name), f.call("Select", append([]string{name}, values...)...)
	switch {
	case !e.Is("select"):
		f.p.t.Fatalf("livetest: %s: it is not a select:\n%s", call, outline(e))
	case !hasAttr(e, "multiple") && len(values) != 1:
		f.p.t.Fatalf("livetest: %s: want one value, because it is not a multiple select:\n%s", call, outline(e))
	}
	var enabled []string
	for _, o := range options(e) {
		if !isDisabled(o) {
			enabled = append(enabled, optionValue(o))
		}
	}
	for _, v := range values {
		if !slices.Contains(enabled, v) {
			f.p.t.Fatalf("livetest: %s: it has no enabled option %q%s:\n%s", call, v, nearest.Suggestion(v, enabled), outline(e))
		}
	}
	f.p.tab.setControl(e, controlState{selected: values})
	return f
}
