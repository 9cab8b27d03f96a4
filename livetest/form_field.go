package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// fields are the controls of a name, at least one.
func (f *Form) fields(what, name string) (all []*goquery.Selection) {
	f.p.t.Helper()
	var names []string
	for _, e := range f.p.doc.controls(f.element()) {
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
