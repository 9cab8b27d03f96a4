package livetest

import (
	"fmt"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
)

// Key moves the focus to the only element that matches sel and presses a key, as Press does.
func (p *Page) Key(sel, key string) *Page {
	p.t.Helper()
	e := p.one(sel)
	action := fmt.Sprintf("Key(%q, %q)", sel, key)
	p.requireFocusable(action, e)
	return p.press(action, e, key)
}

// Press presses and releases a key, in the element that has the focus. key is the name that browsers use: "a",
// "Enter", "Escape", "ArrowDown", " ". Modifiers come before it, as for live.Attr.Key: "mod+k", "shift+Enter"; mod is
// ctrl, or meta in a browser on an Apple system. The innermost live-keydown binding around the element that accepts
// the key receives the event, or else the live-window-keydown bindings that accept it. Then the default action of
// the browser follows, unless the binding prevents it: Enter submits a form or clicks, the space bar clicks, checks
// or unchecks, a letter is typed, Backspace deletes one, Escape closes a modal dialog of live.Modal, the arrow keys,
// Home and End move the row of a handle of live.Form.DragRow. Last, the key is released. A key with neither a
// binding nor a default action fails the test.
func (p *Page) Press(key string) *Page {
	p.t.Helper()
	return p.press(fmt.Sprintf("Press(%q)", key), p.doc.locate(p.doc.focus), key)
}

// press presses a key in e, or in the page if e is nil.
func (p *Page) press(action string, e *goquery.Selection, key string) *Page {
	p.t.Helper()
	k, err := parseKey(key)
	if err != nil {
		p.t.Fatalf("livetest: %s: %v", action, err)
	}
	byDefault, _ := p.doc.defaultKeyAction(e, k)
	if byDefault == noAction && len(p.doc.keyBindings(e, "keydown", k)) == 0 && len(p.doc.keyBindings(e, "keyup", k)) == 0 {
		at := p.doc.describeFocus()
		if e != nil {
			at = outline(e)
		}
		p.t.Fatalf("livetest: %s: the key has no binding and no default action:\n%s\nelements with a binding of keys:\n%s",
			action, at, outline(p.doc.dom.Find("[live-keydown],[live-keyup],[live-window-keydown],[live-window-keyup]")))
	}
	p.tab.pressKey(e, k)
	return p.Settle()
}

// A keyAction is the default action of a browser for a key.
type keyAction int

const (
	noAction keyAction = iota
	typesText
	submitsForm
	clicks
	closesDialog
	movesRow
)

// defaultKeyAction returns what a browser does with a key in e, which may be nil, and, if it types, the new text of e.
func (d *document) defaultKeyAction(e *goquery.Selection, k keyPress) (action keyAction, text string) {
	key := k.key
	if key == "Escape" && len(k.modifiers) == 0 && d.topModal() != nil {
		return closesDialog, ""
	}
	if e == nil || k.isShortcut() {
		return noAction, ""
	}
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
	case isHandle(e) && len(k.modifiers) == 0:
		if keys, i := d.rowOrder(e); i >= 0 && rowAfterKey(key, i, len(keys)) >= 0 {
			return movesRow, ""
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
