package livetest

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/nearest"
)

// fields returns the controls of a name. It fails the test if there are none.
func (f *Form) fields(method, name string) []*goquery.Selection {
	f.p.t.Helper()
	return f.fieldsFor(f.call(method, name), name)
}

// fieldsFor is fields for the text of a call, whose argument need not be the name.
func (f *Form) fieldsFor(call, name string) (all []*goquery.Selection) {
	f.p.t.Helper()
	var names []string
	controls := f.p.doc.controls(f.element())
	for _, e := range controls {
		if n := attr(e, "name"); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	wanted := name
	if !slices.Contains(names, name) {
		wanted = rowName(name, names)
	}
	for _, e := range controls {
		if attr(e, "name") == wanted && name != "" {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		f.p.t.Fatalf("livetest: %s: the form has no such field%s; it has %s", call, nearest.Suggestion(name, names), strings.Join(names, ", "))
	}
	return all
}

// field returns the only control of a name, and of a value if one is given. It fails the test if
// none or several match or the control is disabled.
func (f *Form) field(method, name string, value ...string) *goquery.Selection {
	f.p.t.Helper()
	all := f.fields(method, name)
	match := all
	if len(value) > 0 {
		match = slices.DeleteFunc(slices.Clone(all), func(e *goquery.Selection) bool { return defaultValue(e) != value[0] })
	}
	call := f.call(method, append([]string{name}, value...)...)
	if len(match) != 1 {
		f.p.t.Fatalf("livetest: %s: %d controls match, want one of\n%s", call, len(match), outlines(all))
	}
	if isDisabled(match[0]) {
		f.p.t.Fatalf("livetest: %s: it is disabled:\n%s", call, outline(match[0]))
	}
	return match[0]
}
