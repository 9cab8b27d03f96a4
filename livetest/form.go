package livetest

import (
	"fmt"
	"slices"

	"github.com/PuerkitoBio/goquery"
)

// A Form is a form of a page, filled in by a test. It sends what a browser would send, fields that nobody touched and boxes
// that are not ticked included, and refuses what a browser would refuse. What is debounced takes its time in a synctest bubble and is sent
// at once outside of one; where it waits for the focus to leave (live-debounce="blur"), so it does here.
type Form struct {
	p   *Page
	sel string
}

// Form is the one form that matches sel.
func (p *Page) Form(sel string) *Form {
	p.t.Helper()
	f := &Form{p, sel}
	f.element()
	return f
}

// node is the form element as it is now.
func (f *Form) element() *goquery.Selection {
	f.p.t.Helper()
	e := f.p.find(f.sel)
	if e.Length() != 1 || !e.Is("form") {
		f.p.t.Fatalf("livetest: Form(%q): %d elements match, want one form; what there is:\n%s", f.sel, e.Length(), outline(f.p.match("form")))
	}
	return e
}

// Fill types value into a text field in the place of what it holds.
func (f *Form) Fill(name, value string) *Form {
	f.p.t.Helper()
	f.p.fill(fmt.Sprintf("Fill(%q) of the form %q", name, f.sel), f.field("Fill", name), value)
	return f
}

// Value is what a field holds: its text, the chosen option, the ticked radio button or box; "" if nothing is chosen.
func (f *Form) Value(name string) string {
	f.p.t.Helper()
	values := f.Values(name)
	if len(values) == 0 {
		return ""
	}
	return values[len(values)-1]
}

// Values are the chosen options of a multiple select, or the ticked boxes of a name.
func (f *Form) Values(name string) (values []string) {
	f.p.t.Helper()
	for _, e := range f.fields("Value", name) {
		values = append(values, f.p.doc.values(e)...)
	}
	return values
}

// Check ticks a checkbox. value tells boxes of one name apart.
func (f *Form) Check(name string, value ...string) *Form {
	f.p.t.Helper()
	return f.setChecked("Check", name, value, "checkbox", true)
}

// Uncheck takes the tick from a checkbox.
func (f *Form) Uncheck(name string, value ...string) *Form {
	f.p.t.Helper()
	return f.setChecked("Uncheck", name, value, "checkbox", false)
}

// Choose ticks the radio button of that value.
func (f *Form) Choose(name, value string) *Form {
	f.p.t.Helper()
	return f.setChecked("Choose", name, []string{value}, "radio", true)
}

func (f *Form) setChecked(what, name string, value []string, kind string, on bool) *Form {
	f.p.t.Helper()
	e := f.field(what, name, value...)
	if controlType(e) != kind {
		f.p.t.Fatalf("livetest: %s(%q) of the form %q: it is no %s:\n%s", what, name, f.sel, kind, outline(e))
	}
	if f.p.doc.isChecked(e) != on {
		f.p.tab.setChecked(e, on)
	}
	return f
}

// Select chooses options by their values: one, or those of a multiple select.
func (f *Form) Select(name string, values ...string) *Form {
	f.p.t.Helper()
	e := f.field("Select", name)
	if !e.Is("select") || !hasAttr(e, "multiple") && len(values) != 1 {
		f.p.t.Fatalf("livetest: Select(%q, %q) of the form %q: it takes no such choice:\n%s", name, values, f.sel, outline(e))
	}
	var offered []string
	for _, o := range options(e) {
		if !isDisabled(o) {
			offered = append(offered, optionValue(o))
		}
	}
	for _, v := range values {
		if !slices.Contains(offered, v) {
			f.p.t.Fatalf("livetest: Select(%q) of the form %q: there is no option %q to choose%s:\n%s", name, f.sel, v, didYouMean(v, offered), outline(e))
		}
	}
	f.p.tab.setControl(e, controlState{selected: values})
	return f
}
