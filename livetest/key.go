package livetest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
)

// Key presses a key with the focus on the one element that matches sel. key is what browsers call it: "a", "Enter", "Escape", "ArrowDown", " ".
// The innermost live-keydown around the element that listens to the key hears of it; then the key does what it does in a browser: Enter submits a form or
// clicks, the space bar clicks or ticks, a letter is typed, Backspace deletes one. A key that does nothing fails the test.
func (p *Page) Key(sel, key string) *Page {
	p.t.Helper()
	what := fmt.Sprintf("Key(%q, %q)", sel, key)
	e := p.one(sel)
	p.requireFocusable(what, e)
	bound := keyBinding(e, key)
	if act, _ := p.doc.defaultKeyAction(e, key); bound == nil && act == noAction {
		p.t.Fatalf("livetest: %s: nothing listens to the key, and it does nothing by itself:\n%s\nwhat listens to keys:\n%s",
			what, outline(e), outline(p.doc.dom.Find("[live-keydown]")))
	}
	p.tab.pressKey(e, key)
	return p.Settle()
}

// hearsKey is the innermost element around e that listens to a key, nil if there is none.
func keyBinding(e *goquery.Selection, key string) *goquery.Selection {
	around := e.AddSelection(e.ParentsFiltered("[live-keydown]")).FilterFunction(func(_ int, e *goquery.Selection) bool {
		return hasAttr(e, "live-keydown") && strings.EqualFold(e.AttrOr("live-key", key), key)
	})
	if around.Length() == 0 {
		return nil
	}
	return around.First()
}

// A keyAction is what a browser does with a key.
type keyAction int

const (
	noAction keyAction = iota
	typesText
	submitsForm
	clicks
)

// keyDefault returns what a browser does with a key in e and, if it types, the text that e holds then.
func (d *document) defaultKeyAction(e *goquery.Selection, key string) (act keyAction, text string) {
	switch editable := isTextField(e) && !hasAttr(e, "readonly"); {
	case key == "Enter" && e.Is("textarea") && editable:
		return typesText, d.value(e) + "\n"
	case key == "Enter" && e.Is("input") && !isSubmitButton(e):
		form := d.formOf(e)
		if form == nil {
			return noAction, ""
		}
		if button, why := d.defaultButton(form); why == "" && d.missingField(form, button) == "" {
			return submitsForm, ""
		}
	case (key == "Enter" || key == " ") && e.Is("button,input[type=submit],input[type=button],summary"),
		key == "Enter" && e.Is("a[href]"), key == " " && isCheckable(e):
		if d.isClickable(e) {
			return clicks, ""
		}
	case editable && utf8.RuneCountInString(key) == 1:
		return typesText, d.value(e) + key
	case editable && key == "Backspace" && d.value(e) != "":
		text := d.value(e)
		_, last := utf8.DecodeLastRuneInString(text)
		return typesText, text[:len(text)-last]
	}
	return noAction, ""
}
