package livetest

import (
	"fmt"
	"slices"
	"strings"

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
	f.node()
	return f
}

// node is the form element as it is now.
func (f *Form) node() *goquery.Selection {
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

// Fill types value into the one text field that matches sel, in the place of what it holds: for fields that belong to no form.
func (p *Page) Fill(sel, value string) *Page {
	p.t.Helper()
	p.fill(fmt.Sprintf("Fill(%q)", sel), p.one(sel), value)
	return p
}

func (p *Page) fill(what string, e *goquery.Selection, value string) {
	p.t.Helper()
	switch {
	case !isText(e):
		p.t.Fatalf("livetest: %s: nobody can type into it:\n%s", what, outline(e))
	case isDisabled(e):
		p.t.Fatalf("livetest: %s: it is disabled:\n%s", what, outline(e))
	case has(e, "readonly"):
		p.t.Fatalf("livetest: %s: it is read-only:\n%s", what, outline(e))
	}
	if why := tooLong(e, value); why != "" {
		p.t.Fatalf("livetest: %s: %s, not %q:\n%s", what, why, value, outline(e))
	}
	p.tab.enter(e, entry{text: value})
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
	return f.tick("Check", name, value, "checkbox", true)
}

// Uncheck takes the tick from a checkbox.
func (f *Form) Uncheck(name string, value ...string) *Form {
	f.p.t.Helper()
	return f.tick("Uncheck", name, value, "checkbox", false)
}

// Choose ticks the radio button of that value.
func (f *Form) Choose(name, value string) *Form {
	f.p.t.Helper()
	return f.tick("Choose", name, []string{value}, "radio", true)
}

func (f *Form) tick(what, name string, value []string, kind string, on bool) *Form {
	f.p.t.Helper()
	e := f.field(what, name, value...)
	if kindOf(e) != kind {
		f.p.t.Fatalf("livetest: %s(%q) of the form %q: it is no %s:\n%s", what, name, f.sel, kind, outline(e))
	}
	if f.p.doc.checked(e) != on {
		f.p.tab.tick(e, on)
	}
	return f
}

// Select chooses options by their values: one, or those of a multiple select.
func (f *Form) Select(name string, values ...string) *Form {
	f.p.t.Helper()
	e := f.field("Select", name)
	if !e.Is("select") || !has(e, "multiple") && len(values) != 1 {
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
	f.p.tab.enter(e, entry{chosen: values})
	return f
}

// Submit submits the form as the Enter key does: with its first submit button, if it has one. by names another of its submit
// buttons, by its name or by a selector.
func (f *Form) Submit(by ...string) *Page {
	f.p.t.Helper()
	form := f.node()
	button, why := f.p.doc.defaultButton(form)
	if len(by) > 0 {
		if button, why = f.button(f.p.doc.submits(form), by), ""; isDisabled(button) {
			why = "its button is disabled"
		}
	}
	if why == "" {
		why = f.p.doc.missing(form, button)
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
func (f *Form) button(buttons []*goquery.Selection, by []string) *goquery.Selection {
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

// fields are the controls of a name, at least one.
func (f *Form) fields(what, name string) (all []*goquery.Selection) {
	f.p.t.Helper()
	var names []string
	for _, e := range f.p.doc.controls(f.node()) {
		if attr(e, "name") == name && name != "" {
			all = append(all, e)
		} else if n := attr(e, "name"); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(all) == 0 {
		f.p.t.Fatalf("livetest: %s(%q): the form %q has no such field; it has %s%s", what, name, f.sel, strings.Join(names, ", "), didYouMean(name, names))
	}
	return all
}

// field is the one control of a name, and of a value if one is given, that a person can use.
func (f *Form) field(what, name string, value ...string) *goquery.Selection {
	f.p.t.Helper()
	all := f.fields(what, name)
	if len(value) > 0 {
		all = slices.DeleteFunc(all, func(e *goquery.Selection) bool { return defaultValue(e) != value[0] })
	}
	if len(all) != 1 {
		var found strings.Builder
		for _, e := range f.fields(what, name) {
			fmt.Fprintf(&found, "%s\n", outline(e))
		}
		f.p.t.Fatalf("livetest: %s(%q, %q) of the form %q: %d controls, want one of\n%s", what, name, value, f.sel, len(all), found.String())
	}
	if isDisabled(all[0]) {
		f.p.t.Fatalf("livetest: %s(%q) of the form %q: it is disabled:\n%s", what, name, f.sel, outline(all[0]))
	}
	return all[0]
}
