package livetest

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
)

// A place finds an element again in the next picture: by its id, else by its number among those of its kind in its component. The zero place is
// none.
type locator struct {
	id        string
	component uint64
	selector  string
	index     int
}

func (d *document) locatorOf(e *goquery.Selection) locator {
	if id := attr(e, "id"); id != "" {
		return locator{id: id}
	}
	kind := goquery.NodeName(e)
	if name := attr(e, "name"); name != "" {
		kind += fmt.Sprintf("[name=%q]", name)
	}
	at := locator{component: componentOf(e), selector: kind}
	at.index = d.candidates(at).IndexOfNode(e.Get(0))
	return at
}

// at is the element at a place, nil if there is none.
func (d *document) locate(at locator) *goquery.Selection {
	var found *goquery.Selection
	switch {
	case at == (locator{}):
		return nil
	case at.id != "":
		found = d.dom.Find(fmt.Sprintf("[id=%q]", at.id)).First()
	default:
		found = d.candidates(at).Eq(at.index)
	}
	if found.Length() == 0 {
		return nil
	}
	return found
}

// in are the elements of a place's kind in its component.
func (d *document) candidates(at locator) *goquery.Selection {
	return d.dom.Find(at.selector).FilterFunction(func(_ int, e *goquery.Selection) bool { return componentOf(e) == at.component })
}
