package gallery

import (
	"github.com/a-h/templ"

	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/live"
)

// hasOwnDocument reports whether p must be loaded as a document: it has scripts, or something else in the layout that
// other pages do not have. Nil is the home page.
func hasOwnDocument(p *pages.Page) bool {
	return p == nil || hasScript[p.Name] || len(p.Libraries) > 0 || p.DefaultPolicy || p.AsksItself || p.Localized || p.Sticky != nil
}

// link returns the attributes of a link from one page to another.
func link(from, to *pages.Page) templ.Attributer {
	if hasOwnDocument(from) || hasOwnDocument(to) {
		return templ.OrderedAttributes{{Key: "href", Value: "/" + to.Name}}
	}
	return live.Navigate("/" + to.Name)
}

// region returns the attribute of a region of the layout. Those of a page with a document of its own have other names,
// so that none takes its place without loading a document.
func (s shell) region(name string) live.Attr {
	if p := s.page(); hasOwnDocument(p) {
		name += " of " + p.Name
	}
	return live.LayoutRegion(name)
}
