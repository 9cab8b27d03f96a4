package livetest

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// topModal returns the modal dialog that Escape closes, or nil: the innermost one around the focus or, if there is
// none, the last one in the document.
func (d *document) topModal() *goquery.Selection {
	all := d.dom.Find("dialog[live-modal][open]").FilterFunction(func(_ int, e *goquery.Selection) bool { return isShown(e) })
	top := all.Last()
	if focused := d.locate(d.focus); focused != nil {
		if around := focused.Closest("dialog[live-modal][open]"); around.Length() > 0 {
			top = around
		}
	}
	if top.Length() == 0 || attr(top, "closedby") == "none" {
		return nil
	}
	return top
}

// A dialogAction is what a button or summary does with a dialog, popover or details element.
type dialogAction struct {
	on        *goquery.Selection
	attribute string // "open", or isPopoverOpen, which is not an attribute of browsers
	isToggle  bool
	opens     bool // unless isToggle
}

// isPopoverOpen is the name of a state: whether a popover is open.
const isPopoverOpen = "live-test-open"

// dialogActionOf returns what a click on e does without a script, and reports whether it does anything of this kind.
func (d *document) dialogActionOf(e *goquery.Selection) (a dialogAction, ok bool) {
	if summary := closest(e, "summary"); summary != nil && summary.Parent().Is("details") {
		return dialogAction{on: summary.Parent(), attribute: "open", isToggle: true}, true
	}
	button := closest(e, "button,input")
	if button == nil || isDisabled(button) {
		return a, false
	}
	find := func(id string) *goquery.Selection { return d.dom.Find(fmt.Sprintf("[id=%q]", id)).First() }
	a.attribute = isPopoverOpen
	command := attr(button, "command")
	if id := attr(button, "popovertarget"); id != "" && find(id).Is("[popover]") {
		a.on, command = find(id), button.AttrOr("popovertargetaction", "toggle")+"-popover"
	} else {
		a.on = find(attr(button, "commandfor"))
	}
	switch command {
	case "show-modal":
		a.opens = true
		fallthrough
	case "close", "request-close":
		a.attribute = "open"
		return a, a.on.Is("dialog")
	case "show-popover":
		a.opens = true
	case "toggle-popover":
		a.isToggle = true
	case "hide-popover":
	default:
		return a, false
	}
	return a, a.on.Is("[popover]")
}

// act performs an action of the button e.
func (m *memoryTab) act(a dialogAction, e *goquery.Selection) {
	m.t.Helper()
	opens := a.opens || a.isToggle && stateOf(a.on, a.attribute) == nil
	m.setOpen(a.on, a.attribute, opens, attr(closest(e, "button,input,summary"), "value"))
}

// setOpen opens or closes an element for the user, who closes a dialog with a return value.
func (m *memoryTab) setOpen(e *goquery.Selection, attribute string, isOpen bool, returnValue string) {
	m.t.Helper()
	if isOpen == (stateOf(e, attribute) != nil) {
		return
	}
	var value *string
	if isOpen {
		value = new(string)
	}
	server := m.serverState(e, attribute)
	events, _ := wire.ParseEvents(attr(e, "live-close"))
	isAnswered := attribute == "open" && !isOpen && len(events) > 0 && server != nil
	if !isAnswered { // else the server decides
		m.keepChange(m.locatorOf(e), attribute, change{now: value, server: server})
	}
	setState(e, attribute, value)
	if focused := m.locate(m.focus); !isOpen && focused != nil && isAround(e, focused) {
		m.moveFocus(nil)
	}
	if !isOpen && e.Is("dialog[live-modal][live-close]") {
		args := url.Values{}
		if returnValue != "" {
			args.Set("value", returnValue)
		}
		m.sendBinding(e, "live-close", nil, args)
	}
	if hasAttr(e, "live-toggle") {
		m.sendBinding(e, "live-toggle", nil, url.Values{"open": {strconv.FormatBool(isOpen)}})
	}
}

// closeDialog closes the dialog around a form that is submitted with the method dialog.
func (m *memoryTab) closeDialog(form, button *goquery.Selection) {
	m.t.Helper()
	dialog := closest(form, "dialog[open]")
	if dialog == nil {
		return
	}
	value := ""
	if button != nil {
		value = attr(button, "value")
	}
	m.setOpen(dialog, "open", false, value)
}

// changeOpen opens or closes e for a command, and reports whether it is a modal dialog or a popover.
func (m *memoryTab) changeOpen(e *goquery.Selection, command string) bool {
	m.t.Helper()
	attribute := "open"
	switch {
	case e.Is("dialog[live-modal]"):
	case e.Is("[popover]"):
		attribute = isPopoverOpen
	default:
		return false
	}
	m.setOpen(e, attribute, command == "show" || command == "toggle" && stateOf(e, attribute) == nil, "")
	return true
}
