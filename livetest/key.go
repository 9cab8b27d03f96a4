package livetest

import (
	"fmt"
	"net/url"
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
	p.mustFocus(what, e)
	p.focusOn(e)
	heard := p.keydown(e, key)
	if !p.keyDefault(e, key) && !heard {
		p.t.Fatalf("livetest: %s: nothing listens to the key, and it does nothing by itself:\n%s\nwhat listens to keys:\n%s",
			what, outline(e), outline(p.document().Find("[live-keydown]")))
	}
	return p.Settle()
}

// keydown sends the event of whoever listens to the key.
func (p *Page) keydown(e *goquery.Selection, key string) bool {
	p.t.Helper()
	around := e.AddSelection(e.ParentsFiltered("[live-keydown]")).FilterFunction(func(_ int, e *goquery.Selection) bool {
		return has(e, "live-keydown") && strings.EqualFold(e.AttrOr("live-key", key), key)
	})
	if around.Length() == 0 {
		return false
	}
	bound := around.First() // the innermost
	p.delay(bound, "live-keydown", attr(bound, "live-debounce"), func() {
		p.press(bound, e, "live-keydown", url.Values{"key": {key}})
	})
	return true
}

// keyDefault does what a browser does with a key. It says whether it does anything.
func (p *Page) keyDefault(e *goquery.Selection, key string) bool {
	p.t.Helper()
	switch editable := isText(e) && !has(e, "readonly"); {
	case key == "Enter" && e.Is("textarea") && editable:
		p.enter(e, entry{text: p.value(e) + "\n"})
	case key == "Enter" && e.Is("input") && !isSubmit(e):
		form := p.owner(e)
		if form == nil {
			return false
		}
		button, why := p.defaultButton(form)
		if why != "" {
			return false
		}
		p.submit(form, button)
	case (key == "Enter" || key == " ") && e.Is("button,input[type=submit],input[type=button],summary"),
		key == "Enter" && e.Is("a[href]"), key == " " && isTick(e):
		return p.click("Key", e)
	case editable && utf8.RuneCountInString(key) == 1:
		p.enter(e, entry{text: p.value(e) + key})
	case editable && key == "Backspace" && p.value(e) != "":
		text := p.value(e)
		_, last := utf8.DecodeLastRuneInString(text)
		p.enter(e, entry{text: text[:len(text)-last]})
	default:
		return false
	}
	return true
}
