package live

import (
	"bytes"
	"context"
	"html"
	"io"

	"github.com/a-h/templ"
)

// Doc is what a Layout builds the document around.
type Document struct {
	Title string          // what the view's Title method says; may be empty
	Head  templ.Component // belongs into head: the token and the client's script
	Root  templ.Component // belongs into body: the view, and the status region for Flash
	View  View            // the page's; it has been rendered already
}

// document appends the document around d. A panic of the layout is an error.
func (srv *Server) renderDocument(ctx context.Context, dst *bytes.Buffer, d Document) (err error) {
	defer recoverError(&err)
	layout := srv.Layout
	if layout == nil {
		layout = defaultLayout
	}
	return layout(d).Render(ctx, dst)
}

// plainLayout is the document when Server.Layout is zero.
func defaultLayout(d Document) templ.Component {
	return templ.Join(
		rawHTML(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>`,
			html.EscapeString(d.Title), `</title>`),
		d.Head, rawHTML(`</head><body>`), d.Root, rawHTML(`</body></html>`))
}

func (p *program) newDocument(src, token string, markup []byte) Document {
	return Document{
		Title: p.title,
		Head:  rawHTML(`<meta name="live-token" content="`, token, `"><script defer src="`, html.EscapeString(src), `"></script>`),
		Root: templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			if _, err := io.WriteString(w, `<div id="live-root">`); err != nil {
				return err
			}
			if _, err := w.Write(markup); err != nil {
				return err
			}
			_, err := io.WriteString(w, `</div><div id="live-flash" role="status" aria-live="polite"></div>`)
			return err
		}),
		View: p.root.view,
	}
}

// text is markup made here.
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
