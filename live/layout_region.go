package live

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/htmlscan"
)

// LayoutRegion returns the attribute of an element of [Server.Layout] whose content differs between pages, such as the
// navigation bar with its current link, or the name of the user. When the browser shows another page without loading a
// document, as after a click on a link of [Navigate], it keeps the element, and changes what the server has rendered
// differently. Sticky views in the region stay. What the layout has outside of regions stays as it was in the document
// that was loaded.
//
//	<nav { live.LayoutRegion("nav")... }>
//
// name identifies the region in the document. It must be unique there. Another layout, with other names or another
// order of them, makes the browser load its pages as documents. A region must not contain [Document.Root] or another
// region, and a view has none: its own content changes anyway. LayoutRegion panics if name is empty.
func LayoutRegion(name string) Attr {
	if name == "" {
		panic("live: LayoutRegion: the name is empty")
	}
	return newAttr(templ.KeyValue[string, any]{Key: regionAttr, Value: name})
}

// regionAttr is the attribute of a region of the layout.
const regionAttr = "live-region"

// checkRegions reports, in development and in tests, regions of a document of p's page that the browser cannot update.
func (p *program) checkRegions(document []byte) {
	if !p.isChecked() || !bytes.Contains(document, []byte(regionAttr)) {
		return
	}
	for _, text := range misusedRegions(document) {
		p.report(problem{Kind: problemLayout, Text: text})
	}
}

// misusedRegions describes the mistakes of a layout in its regions.
func misusedRegions(document []byte) (found []string) {
	names := map[string]bool{}
	htmlscan.Walk(document, func(open []htmlscan.Element) {
		e, around := open[len(open)-1], open[:len(open)-1]
		outer := slices.IndexFunc(around, isRegion)
		switch {
		case slices.ContainsFunc(around, isViewRoot): // misuseOf reports regions there
		case e.Attr("id") == "live-root" && outer >= 0:
			found = append(found, fmt.Sprintf("region %q contains Document.Root; mark the elements beside it in place of the one around it",
				shorten(around[outer].Attr(regionAttr))))
		case !isRegion(e):
		case outer >= 0:
			found = append(found, fmt.Sprintf("region %q is in region %q; use live.LayoutRegion for one of them",
				shorten(e.Attr(regionAttr)), shorten(around[outer].Attr(regionAttr))))
		case names[e.Attr(regionAttr)]:
			found = append(found, fmt.Sprintf("two regions have the name %q; use a unique name for each", shorten(e.Attr(regionAttr))))
		default:
			names[e.Attr(regionAttr)] = true
		}
	})
	return found
}

// isRegion reports whether an element is a region.
func isRegion(e htmlscan.Element) bool {
	return slices.ContainsFunc(e.Attributes, func(a htmlscan.Attribute) bool { return string(a.Name) == regionAttr })
}

// isViewRoot reports whether the content of an element is that of a view.
func isViewRoot(e htmlscan.Element) bool {
	return e.Attr("id") == "live-root" || slices.ContainsFunc(e.Attributes, func(a htmlscan.Attribute) bool { return string(a.Name) == "live-sticky" })
}
