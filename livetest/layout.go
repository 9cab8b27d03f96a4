package livetest

import (
	"fmt"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A layout is what a document has around the view of a live page.
type layout struct {
	version string // content of the meta element live-page; "" if there is none
	regions []region
}

// A region is an element of the layout with live-region.
type region struct{ name, html string }

// layout returns the layout of a live page. The content of regions in views is theirs.
func (w *wholeDocument) layout() (l layout) {
	l.version = w.dom.Find("meta[name=live-page]").AttrOr("content", "")
	for _, e := range w.dom.Find("[live-region]").EachIter() {
		if closest(e, "#live-root,[live-sticky]") != nil || closest(e.Parent(), "[live-region]") != nil {
			continue
		}
		if html, err := goquery.OuterHtml(e); err == nil {
			l.regions = append(l.regions, region{attr(e, "live-region"), html})
		}
	}
	return l
}

// names returns the names of the regions, in order.
func (l layout) names() string {
	var names []string
	for _, r := range l.regions {
		names = append(names, r.name)
	}
	return strings.Join(names, "\n")
}

// showRegions adds the regions of the layout to the document, and moves the sticky views in them there.
func (d *pageState) showRegions() {
	body := d.dom.Find("body")
	for _, r := range d.layout.regions {
		body.AppendHtml(r.html)
	}
	for _, place := range body.ChildrenFiltered("[live-region]").Find("[live-sticky]").EachIter() {
		key := attr(place, "live-sticky")
		if view := body.ChildrenFiltered(fmt.Sprintf("[live-sticky=%q]", key)); view.Length() > 0 {
			place.ReplaceWithSelection(view)
		}
	}
}
