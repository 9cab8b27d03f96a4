package livetest

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
)

// Key moves the focus to the only element that matches sel and presses a key. key is the name that
// browsers use: "a", "Enter", "Escape", "ArrowDown", " ". The innermost live-keydown binding around
// the element that accepts the key receives the event. Then the default action of the browser
// follows: Enter submits a form or clicks, the space bar clicks, checks or unchecks, a letter is
// typed, Backspace deletes one. A key with neither a binding nor a default action fails the test.
func (p *Page) Key(sel, key string) *Page {
	p.t.Helper()
	action := fmt.Sprintf("Key(%q, %q)", sel, key)
	e := p.one(sel)
	p.requireFocusable(action, e)
	bound := keyBinding(e, key)
	if byDefault, _ := p.doc.defaultKeyAction(e, key); bound == nil && byDefault == noAction {
		p.t.Fatalf("livetest: %s: the key has no binding and no default action:\n%s\nelements with a live-keydown binding:\n%s",
			action, outline(e), outline(p.doc.dom.Find("[live-keydown]")))
	}
	p.tab.pressKey(e, key)
	return p.Settle()
}

// keyBinding returns the innermost element around e whose live-keydown binding accepts a key, or
// nil.
func keyBinding(e *goquery.Selection, key string) *goquery.Selection {
	around := e.AddSelection(e.ParentsFiltered("[live-keydown]")).FilterFunction(func(_ int, e *goquery.Selection) bool {
		return hasAttr(e, "live-keydown") && strings.EqualFold(e.AttrOr("live-key", key), key)
	})
	if around.Length() == 0 {
		return nil
	}
	return around.First()
}

// A keyAction is the default action of a browser for a key.
type keyAction int

const (
	noAction keyAction = iota
	typesText
	submitsForm
	clicks
)

// defaultKeyAction returns what a browser does with a key in e and, if it types, the new text of e.
func (d *document) defaultKeyAction(e *goquery.Selection, key string) (action keyAction, text string) {
	switch editable := isTextField(e) && !hasAttr(e, "readonly"); {
	case key == "Enter" && e.Is("textarea") && editable:
		return typesText, d.value(e) + "\n"
	case key == "Enter" && e.Is("input") && !isSubmitButton(e):
		form := d.formOf(e)
		if form == nil {
			return noAction, ""
		}
		if button, problem := d.defaultButton(form); problem == "" && d.missingField(form, button) == "" {
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
