package livetest

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
)

// A place finds an element again in the next picture: by its id, else by its number among those of its kind in its component. The zero place is
// none.
type place struct {
	id        string
	component uint64
	kind      string
	n         int
}

func (d *document) placeOf(e *goquery.Selection) place {
	if id := attr(e, "id"); id != "" {
		return place{id: id}
	}
	kind := goquery.NodeName(e)
	if name := attr(e, "name"); name != "" {
		kind += fmt.Sprintf("[name=%q]", name)
	}
	at := place{component: componentOf(e), kind: kind}
	at.n = d.in(at).IndexOfNode(e.Get(0))
	return at
}

// at is the element at a place, nil if there is none.
func (d *document) at(at place) *goquery.Selection {
	var found *goquery.Selection
	switch {
	case at == (place{}):
		return nil
	case at.id != "":
		found = d.dom.Find(fmt.Sprintf("[id=%q]", at.id)).First()
	default:
		found = d.in(at).Eq(at.n)
	}
	if found.Length() == 0 {
		return nil
	}
	return found
}

// in are the elements of a place's kind in its component.
func (d *document) in(at place) *goquery.Selection {
	return d.dom.Find(at.kind).FilterFunction(func(_ int, e *goquery.Selection) bool { return componentOf(e) == at.component })
}
