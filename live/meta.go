package live

import (
	"cmp"
	"context"
	"html"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// Meta is what a document says about its page to search engines, and to sites that show a link to it. The method Meta of
// a page's view returns it; [Document].Head contains the elements, and escapes the texts. A layout must not have the
// same ones. Fields that are empty have no element.
type Meta struct {
	Description string // one or two sentences about the page
	Canonical   string // absolute URL of the page, of several with the same content
	Robots      string // what search engines may do, such as "noindex"

	// Alternates has the absolute URLs of the page in all its languages, by their BCP 47 tags, such as "pt-BR".
	// "x-default" is the one for users of any other language.
	Alternates map[string]string

	OpenGraph OpenGraph
	More      templ.Component // further elements, such as JSON-LD; nil means none
}

// OpenGraph is how other sites show a link to the page: see https://ogp.me. The zero value means that the document has no
// such elements.
type OpenGraph struct {
	Title       string // zero means the title of the view
	Description string // zero means Meta.Description
	URL         string // zero means Meta.Canonical
	Type        string // zero means "website"
	Image       string // absolute URL
	ImageAlt    string // describes the image
	SiteName    string
	Locale      string // such as "en_GB"
}

// render writes the elements for a page with this title.
func (m Meta) render(ctx context.Context, w io.Writer, title string) error {
	var b strings.Builder
	add := func(before, value string) {
		if value != "" {
			b.WriteString(before + `"` + html.EscapeString(value) + `">`)
		}
	}
	add(`<meta name="description" content=`, m.Description)
	add(`<meta name="robots" content=`, m.Robots)
	add(`<link rel="canonical" href=`, m.Canonical)
	for _, tag := range slices.Sorted(maps.Keys(m.Alternates)) {
		add(`<link rel="alternate" hreflang="`+html.EscapeString(tag)+`" href=`, m.Alternates[tag])
	}
	if og := m.OpenGraph; og != (OpenGraph{}) {
		add(`<meta property="og:title" content=`, cmp.Or(og.Title, title))
		add(`<meta property="og:description" content=`, cmp.Or(og.Description, m.Description))
		add(`<meta property="og:url" content=`, cmp.Or(og.URL, m.Canonical))
		add(`<meta property="og:type" content=`, cmp.Or(og.Type, "website"))
		add(`<meta property="og:image" content=`, og.Image)
		add(`<meta property="og:image:alt" content=`, og.ImageAlt)
		add(`<meta property="og:site_name" content=`, og.SiteName)
		add(`<meta property="og:locale" content=`, og.Locale)
	}
	if _, err := io.WriteString(w, b.String()); err != nil || m.More == nil {
		return err
	}
	return m.More.Render(ctx, w)
}

// renderMeta writes the elements of the view's Meta, if it has that method.
func (p *program) renderMeta(ctx context.Context, w io.Writer) error {
	v, ok := p.root.view.(describer)
	if !ok {
		return nil
	}
	return v.Meta().render(ctx, w, p.title)
}
