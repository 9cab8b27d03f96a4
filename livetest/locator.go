package livetest

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
)

// A locator finds an element in later documents: by its ID, or else by its index among the elements
// of its view and component that match a selector. That begins with the innermost element around it, or itself, that
// has an ID or a live-id, so that it finds the element of a row again when rows are inserted. The zero locator finds none.
type locator struct {
	id       string
	place    place
	selector string
	index    int
}

func (d *document) locatorOf(e *goquery.Selection) locator {
	if id := attr(e, "id"); id != "" {
		return locator{id: id}
	}
	selector := goquery.NodeName(e)
	if name := attr(e, "name"); name != "" {
		selector += fmt.Sprintf("[name=%q]", name)
	}
	if key := attr(e, "live-id"); key != "" {
		selector += fmt.Sprintf("[live-id=%q]", key)
	} else {
		selector = anchorOf(e) + selector
	}
	l := locator{place: placeOf(e), selector: selector}
	l.index = d.candidates(l).IndexOfNode(e.Get(0))
	return l
}

// anchorOf returns a selector of the innermost element with a key around e, and a space, or "".
func anchorOf(e *goquery.Selection) string {
	for around := e.Parent(); around.Length() > 0; around = around.Parent() {
		for _, name := range []string{"id", "live-id"} {
			if key := attr(around, name); key != "" {
				return fmt.Sprintf("[%s=%q] ", name, key)
			}
		}
	}
	return ""
}

// locate returns the element that l finds, or nil.
func (d *document) locate(l locator) *goquery.Selection {
	var found *goquery.Selection
	switch {
	case l == (locator{}):
		return nil
	case l.id != "":
		found = d.dom.Find(fmt.Sprintf("[id=%q]", l.id)).First()
	default:
		found = d.candidates(l).Eq(l.index)
	}
	if found.Length() == 0 {
		return nil
	}
	return found
}

// candidates returns the elements of the place of l that match its selector.
func (d *document) candidates(l locator) *goquery.Selection {
	return d.dom.Find(l.selector).FilterFunction(func(_ int, e *goquery.Selection) bool { return placeOf(e) == l.place })
}
