package livetest

import (
	"fmt"

	"github.com/PuerkitoBio/goquery"
)

// portalContent is the attribute of the element that holds the content of a portal. It has the id of the template.
const portalContent = "live-portal-content"

// showPortals moves the content of portals to their targets, where a user sees it. A target that is not part of the
// document may be in the layout, which a live page does not show in memory. Its content is put at the end of the body.
func (d *document) showPortals() {
	for _, template := range d.dom.Find("template[live-portal]").EachIter() {
		content := template.Contents()
		template.Empty()
		target := d.dom.Find(attr(template, "live-portal")).First()
		if target.Length() == 0 {
			target = d.dom.Find("body")
		}
		target.AppendHtml(`<div style="display: contents"></div>`)
		target.Children().Last().SetAttr(portalContent, attr(template, "id")).AppendSelection(content)
	}
}

// around returns the element around e. The template of a portal is around its content, in place of what is around the
// target.
func around(e *goquery.Selection) *goquery.Selection {
	id, isContent := e.Attr(portalContent)
	if !isContent {
		return e.Parent()
	}
	template := e.Parents().Last().Find(fmt.Sprintf("template[live-portal][id=%q]", id)).First()
	if template.Length() == 0 {
		return e.Parent()
	}
	return template
}

// closestBound returns e or the innermost element around it that matches sel, as events bubble, or nil.
func closestBound(e *goquery.Selection, sel string) *goquery.Selection {
	for ; e.Length() > 0; e = around(e) {
		if e.Is(sel) {
			return e
		}
	}
	return nil
}

// isAround reports whether outer is e, or around it.
func isAround(outer, e *goquery.Selection) bool {
	for ; e.Length() > 0; e = around(e) {
		if sameNode(outer, e) {
			return true
		}
	}
	return false
}
