package live

import (
	"bytes"

	"github.com/lively-go/lively/internal/htmlscan"
	"github.com/lively-go/lively/internal/wire"
)

// updateTitle calls Title of the view, and sends the title to the browser if it has changed since the
// last render.
func (p *program) updateTitle() {
	v, ok := p.root.view.(titler)
	if !ok || !p.isPage() {
		return
	}
	title := v.Title()
	if title == p.title {
		return
	}
	if p.title = title; p.joined {
		p.ses.AddEffect(wire.Title(p.documentTitle()))
	}
}

// remountTitle returns the title of the document for a browser that shows an earlier render of the
// page, or nil if the view has no title.
func (p *program) remountTitle() *string {
	if _, ok := p.root.view.(titler); !ok || !p.isPage() {
		return nil
	}
	title := p.documentTitle()
	return &title
}

// titleProbe precedes a title to find out whether the layout uses it.
const titleProbe = "live "

// documentTitle returns the title of the document: the text that the layout writes into the title
// element for the title of the view. A layout that does not use the view's title is ignored.
func (p *program) documentTitle() string {
	if p.srv.Layout == nil {
		return p.title
	}
	text, ok := p.layoutTitle(p.title)
	if !ok {
		return p.title
	}
	if probe, ok := p.layoutTitle(titleProbe + p.title); !ok || probe == text {
		return p.title
	}
	return text
}

// layoutTitle returns the text of the title element that the layout writes for a view with this title.
// It reports false if the layout writes none or fails, which it logs.
func (p *program) layoutTitle(title string) (text string, ok bool) {
	p.renderLayout(title, func(markup []byte) { text, ok = htmlscan.Title(markup) })
	return text, ok
}

// renderLayout calls do with the markup of the layout itself, without views, for a view with this title, and
// finds out whether it has sticky views. If the layout fails, renderLayout logs that.
func (p *program) renderLayout(title string, do func(markup []byte)) {
	buf := bufferPool.Get().(*bytes.Buffer)
	defer bufferPool.Put(buf)
	buf.Reset()
	d := Document{Title: title, Head: rawHTML(), Root: rawHTML(rootStart, `</div>`, flashRegions, `</div>`), View: p.root.view}
	lp := &layoutPass{page: p, title: true}
	if err := p.srv.appendDocument(p.ctx, lp, buf, d); err != nil {
		p.log.Error("live: Layout failed when it was called without the content of the page", err, "in", "Layout")
		p.mayOpenMore.Store(true)
		return
	}
	if lp.hasSticky() {
		p.mayOpenMore.Store(true)
	}
	do(buf.Bytes())
}
