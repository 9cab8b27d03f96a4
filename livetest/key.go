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
	bound := hearsKey(e, key)
	if bound == nil && p.keyDefault(e, key) == nil {
		p.t.Fatalf("livetest: %s: nothing listens to the key, and it does nothing by itself:\n%s\nwhat listens to keys:\n%s",
			what, outline(e), outline(p.dom.Find("[live-keydown]")))
	}
	p.window.strike(e, key)
	return p.Settle()
}

// hearsKey is the innermost element around e that listens to a key, nil if there is none.
func hearsKey(e *goquery.Selection, key string) *goquery.Selection {
	around := e.AddSelection(e.ParentsFiltered("[live-keydown]")).FilterFunction(func(_ int, e *goquery.Selection) bool {
		return has(e, "live-keydown") && strings.EqualFold(e.AttrOr("live-key", key), key)
	})
	if around.Length() == 0 {
		return nil
	}
	return around.First()
}

// strike strikes a key with the focus on e.
func (p *Page) strike(e *goquery.Selection, key string) {
	p.t.Helper()
	p.focusOn(e)
	if bound := hearsKey(e, key); bound != nil {
		p.delay(bound, "live-keydown", attr(bound, "live-debounce"), func() {
			p.press(bound, e, "live-keydown", url.Values{"key": {key}})
		})
	}
	if act := p.keyDefault(e, key); act != nil {
		act()
	}
}

// keyDefault is what a browser does with a key, nil if that is nothing.
func (p *Page) keyDefault(e *goquery.Selection, key string) func() {
	p.t.Helper()
	typed := func(text string) func() { return func() { p.enter(e, entry{text: text}) } }
	switch editable := isText(e) && !has(e, "readonly"); {
	case key == "Enter" && e.Is("textarea") && editable:
		return typed(p.value(e) + "\n")
	case key == "Enter" && e.Is("input") && !isSubmit(e):
		form := p.owner(e)
		if form == nil {
			return nil
		}
		if button, why := p.defaultButton(form); why == "" && p.missing(form, button) == "" {
			return func() { p.submit(form, button) }
		}
	case (key == "Enter" || key == " ") && e.Is("button,input[type=submit],input[type=button],summary"),
		key == "Enter" && e.Is("a[href]"), key == " " && isTick(e):
		if p.reacts(e) {
			return func() { p.activate("Key", e) }
		}
	case editable && utf8.RuneCountInString(key) == 1:
		return typed(p.value(e) + key)
	case editable && key == "Backspace" && p.value(e) != "":
		text := p.value(e)
		_, last := utf8.DecodeLastRuneInString(text)
		return typed(text[:len(text)-last])
	}
	return nil
}
