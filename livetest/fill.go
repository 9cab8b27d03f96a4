package livetest

import (
	"fmt"
	"strconv"
	"unicode/utf16"

	"github.com/PuerkitoBio/goquery"
)

// Fill types value into the one text field that matches sel, in the place of what it holds: for fields that belong to no form.
func (p *Page) Fill(sel, value string) *Page {
	p.t.Helper()
	p.fill(fmt.Sprintf("Fill(%q)", sel), p.one(sel), value)
	return p
}

func (p *Page) fill(what string, e *goquery.Selection, value string) {
	p.t.Helper()
	switch {
	case !isTextField(e):
		p.t.Fatalf("livetest: %s: nobody can type into it:\n%s", what, outline(e))
	case isDisabled(e):
		p.t.Fatalf("livetest: %s: it is disabled:\n%s", what, outline(e))
	case hasAttr(e, "readonly"):
		p.t.Fatalf("livetest: %s: it is read-only:\n%s", what, outline(e))
	}
	if why := lengthProblem(e, value); why != "" {
		p.t.Fatalf("livetest: %s: %s, not %q:\n%s", what, why, value, outline(e))
	}
	p.tab.setControl(e, controlState{text: value})
}

// tooLong says why text does not fit into a field, "" if it does: a browser takes no more characters than maxlength, in UTF-16.
func lengthProblem(e *goquery.Selection, text string) string {
	most, err := strconv.Atoi(attr(e, "maxlength"))
	if err != nil || most < 0 || len(utf16.Encode([]rune(text))) <= most {
		return ""
	}
	return fmt.Sprintf("at most %d characters fit", most)
}
