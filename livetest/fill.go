package livetest

import (
	"fmt"
	"strconv"
	"unicode/utf16"

	"github.com/PuerkitoBio/goquery"
)

// Fill replaces the contents of the only text field that matches sel with value. Unlike Form.Fill
// it also finds fields outside of forms. The field has the value that a browser gives it: one that its type does not
// allow is empty, such as "x" in a number or a date; a range has the nearest value that it allows, and a color that
// is not valid is black.
func (p *Page) Fill(sel, value string) *Page {
	p.t.Helper()
	p.fill(fmt.Sprintf("Fill(%q)", sel), p.one(sel), value)
	return p
}

func (p *Page) fill(action string, e *goquery.Selection, value string) {
	p.t.Helper()
	switch {
	case !isTextField(e):
		p.t.Fatalf("livetest: %s: it is not a text field:\n%s", action, outline(e))
	case isDisabled(e):
		p.t.Fatalf("livetest: %s: it is disabled:\n%s", action, outline(e))
	case hasAttr(e, "readonly"):
		p.t.Fatalf("livetest: %s: it is read-only:\n%s", action, outline(e))
	}
	if limit, ok := maxLength(e); ok && len(utf16.Encode([]rune(value))) > limit {
		p.t.Fatalf("livetest: %s: %q exceeds its maxlength of %d characters:\n%s", action, value, limit, outline(e))
	}
	p.tab.setControl(e, controlState{text: sanitize(e, value)})
}

// maxLength returns how many UTF-16 code units a browser accepts in a field. It reports false if
// there is no limit.
func maxLength(e *goquery.Selection) (int, bool) {
	n, err := strconv.Atoi(attr(e, "maxlength"))
	return n, err == nil && n >= 0
}
