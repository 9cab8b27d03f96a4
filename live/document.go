package live

import (
	"bytes"
	"context"
	"errors"
	"html"
	"io"

	"github.com/a-h/templ"
)

// A Document holds the parts of the HTML document of a page, for [Server.Layout].
type Document struct {
	Title string          // result of the view's Title method; may be empty. See Server.Layout
	Head  templ.Component // to be rendered in <head>: the view's Meta, the join token and the client script, with templ's nonce
	Root  templ.Component // to be rendered in <body>: the view and the regions of Flash
	View  View            // the page's view, already rendered
}

// renderDocument renders the document of d. A panic of the layout is returned as an error.
func (srv *Server) renderDocument(ctx context.Context, lp *layoutPass, d Document) (err error) {
	return srv.appendDocument(ctx, lp, new(bytes.Buffer), d)
}

// appendDocument is renderDocument, and appends the document to dst.
func (srv *Server) appendDocument(ctx context.Context, lp *layoutPass, dst *bytes.Buffer, d Document) (err error) {
	defer recoverError(&err)
	layout := srv.Layout
	if layout == nil {
		layout = defaultLayout
	}
	c := layout(d)
	if c == nil {
		return errors.New("live: Server.Layout returned nil; return the component of the document")
	}
	return c.Render(context.WithValue(ctx, layoutPassKey{}, lp), dst)
}

// defaultLayout is the Layout of a Server that has none.
func defaultLayout(d Document) templ.Component {
	return templ.Join(
		rawHTML(`<!doctype html><html lang="en"><head><meta charset="utf-8">`,
			`<meta name="viewport" content="width=device-width, initial-scale=1">`,
			`<meta name="color-scheme" content="light dark"><title>`,
			html.EscapeString(d.Title), `</title>`),
		d.Head, rawHTML(`</head><body>`), d.Root, rawHTML(`</body></html>`))
}

// rootStart is the start tag of the root of a page.
const rootStart = `<div id="live-root">`

// flashRegions is the beginning of the element of flash messages.
const flashRegions = `<div id="live-flash"><div role="status" aria-live="polite" aria-atomic="false"></div>` +
	`<div role="alert" aria-atomic="false"></div>`

// newDocument returns the parts of the document for the page's markup. src is the URL of the client
// script; "" means that the page is not live. livePage is the content of the meta element live-page.
func (p *program) newDocument(src, livePage, token string, markup []byte) Document {
	flashes := p.takeFlashHTML()
	markup = p.withLeaves(markup)
	return Document{
		Title: p.title,
		Head: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			if err := p.renderMeta(ctx, w); err != nil || src == "" {
				return err
			}
			attr := ""
			if nonce := templ.GetNonce(ctx); nonce != "" {
				attr = ` nonce="` + html.EscapeString(nonce) + `"`
			}
			dev := ""
			if p.srv.Dev {
				dev = `<script defer src="` + html.EscapeString(devURL(src)) + `"` + attr + `></script>`
			}
			return rawHTML(`<meta name="live-page" content="`, livePage, `"><meta name="live-token" content="`, token,
				`">`, dev, `<script defer src="`, html.EscapeString(src), `"`, attr, `></script>`).Render(ctx, w)
		}),
		Root: templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			if _, err := io.WriteString(w, rootStart); err != nil {
				return err
			}
			if _, err := w.Write(markup); err != nil {
				return err
			}
			return rawHTML(`</div>`, flashRegions, flashes, `</div>`).Render(ctx, w)
		}),
		View: p.root.view,
	}
}

// rawHTML returns a component that writes parts without escaping them.
func rawHTML(parts ...string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		for _, s := range parts {
			if _, err := io.WriteString(w, s); err != nil {
				return err
			}
		}
		return nil
	})
}
