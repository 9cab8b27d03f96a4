package livetest

import (
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// closest returns e or the innermost element around it that matches sel, or nil.
func closest(e *goquery.Selection, sel string) *goquery.Selection {
	if found := e.Closest(sel); found.Length() > 0 {
		return found
	}
	return nil
}

func hasAttr(e *goquery.Selection, name string) bool {
	_, ok := e.Attr(name)
	return ok
}

func attr(e *goquery.Selection, name string) string { return e.AttrOr(name, "") }

func textOf(e *goquery.Selection) string { return strings.Join(strings.Fields(e.Text()), " ") }

func sameNode(a, b *goquery.Selection) bool { return a != nil && b != nil && a.Get(0) == b.Get(0) }

// controlType returns the type property that an element has in a browser.
func controlType(e *goquery.Selection) string {
	switch goquery.NodeName(e) {
	case "select":
		if hasAttr(e, "multiple") {
			return "select-multiple"
		}
		return "select-one"
	case "textarea":
		return "textarea"
	case "button":
		return strings.ToLower(e.AttrOr("type", "submit"))
	}
	return strings.ToLower(e.AttrOr("type", "text"))
}

func isCheckable(e *goquery.Selection) bool {
	return e.Is("input") && (controlType(e) == "checkbox" || controlType(e) == "radio")
}

func isSubmitButton(e *goquery.Selection) bool {
	return e.Is("button,input") && (controlType(e) == "submit" || controlType(e) == "image")
}

func isResetButton(e *goquery.Selection) bool {
	return e.Is("button,input") && controlType(e) == "reset"
}

// isTextField reports whether text can be typed into e.
func isTextField(e *goquery.Selection) bool {
	notText := []string{"hidden", "file", "submit", "button", "image", "reset"}
	return e.Is("textarea") || e.Is("input") && !isCheckable(e) && !slices.Contains(notText, controlType(e))
}

// isDisabled reports whether e, or a fieldset or optgroup around it, is disabled.
func isDisabled(e *goquery.Selection) bool {
	if e.Is("[disabled]") && e.Is("input,select,textarea,button,option,optgroup,fieldset") {
		return true
	}
	if e.Is("option") {
		return e.Parent().Is("optgroup[disabled]")
	}
	for _, set := range e.ParentsFiltered("fieldset[disabled]").EachIter() {
		legend := set.ChildrenFiltered("legend").First()
		if legend.Length() == 0 || !legend.Contains(e.Get(0)) {
			return e.Is("input,select,textarea,button")
		}
	}
	return false
}
