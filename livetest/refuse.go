package livetest

import (
	"fmt"
	"strconv"
	"unicode/utf16"

	"github.com/PuerkitoBio/goquery"
)

// tooLong says why text does not fit into a field, "" if it does: a browser takes no more characters than maxlength, in UTF-16.
func tooLong(e *goquery.Selection, text string) string {
	most, err := strconv.Atoi(attr(e, "maxlength"))
	if err != nil || most < 0 || len(utf16.Encode([]rune(text))) <= most {
		return ""
	}
	return fmt.Sprintf("at most %d characters fit", most)
}

// missing says which field a browser wants filled in before it submits a form, "" if there is none.
func (d *document) missing(form, button *goquery.Selection) string {
	if has(form, "novalidate") || button != nil && has(button, "formnovalidate") {
		return ""
	}
	for _, e := range d.controls(form) {
		if !has(e, "required") || !e.Is("input,select,textarea") || isDisabled(e) || has(e, "readonly") {
			continue
		}
		if kindOf(e) == "radio" && d.isChosen(form, attr(e, "name")) {
			continue
		}
		if values := d.values(e); len(values) == 0 || values[0] == "" && !isTick(e) {
			return attr(e, "name") + " is required"
		}
	}
	return ""
}

// isChosen says whether a radio button of a name is ticked.
func (d *document) isChosen(form *goquery.Selection, name string) bool {
	for _, e := range d.controls(form) {
		if kindOf(e) == "radio" && attr(e, "name") == name && d.checked(e) {
			return true
		}
	}
	return false
}
