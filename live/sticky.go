package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"

	"github.com/a-h/templ"
	"github.com/a-h/templ/runtime"

	"github.com/lively-go/lively/diff"
)

// Sticky renders a sticky view: a view of the layout, outside of the page, with a session of its own, such
// as a player or a chat. It must be rendered by [Server.Layout]. It keeps its state when the page is mounted
// again, for example because the page has panicked, and the page continues when the sticky view has panicked.
//
// key identifies the sticky view in the document, and must be unique there. mount returns a new view. It is
// called in the GET, while the layout is rendered, so that the HTML of the view is part of the document. It
// is called again when the browser joins later than [Server.AdoptTimeout], or after the session has ended:
// a GET then reaches the page, whose view is mounted for the layout and ends at once, and the layout must
// render Sticky with the same key. If it does not, or if mounting fails, the browser keeps what the sticky
// view has shown, and marks its element with live-error.
//
// When the session of a sticky view has ended, the browser joins the view again: at once or, if it fails again
// within a minute, after 1 to 2 s, 2 to 4 s and so on, at most 64 to 128 s. If the page connects earlier, the
// sticky view is joined then. One that the layout does not render any more is not joined again.
//
// The view may have any of the methods of a [View], but only the page's own view may have a Title, an
// [OnParams], or call [Socket.Patch]; [Socket.URL] is the one with which the document was loaded.
// [Socket.Send] returns an error, because a sticky view has no parent: use [Subscribe] to exchange messages
// with the page. A navigation during the GET is the response to it. Flash messages of the GET are part
// of the document. The sticky view may contain nested views.
//
// A sticky view counts as a session for [Server.MaxSessions], as one of its connection for
// [Server.MaxSessionsPerConnection], and as a page for [Server.MaxUnadopted]. It ends when the browser
// leaves the document, or shows another page in it whose layout has no sticky view with this key. If it has one,
// the view stays, and mount is not called.
//
// The options may be a [Fallback], which the document contains if the view could not be mounted, and a
// [RootElement]. Sticky panics if key is empty, if mount is nil, or if the options contain [Lazy].
func Sticky(key string, mount func() View, options ...NestedOption) templ.Component {
	if key == "" {
		panic("live: Sticky: key is empty")
	}
	if mount == nil {
		panic(fmt.Sprintf("live: Sticky %q: mount is nil", key))
	}
	o := nestedOptions{element: "div"}
	for _, option := range options {
		option.apply(&o)
	}
	if o.lazy {
		panic(fmt.Sprintf("live: Sticky %q: a sticky view cannot be Lazy", key))
	}
	s := &sticky{key: key, mount: mount, options: o}
	s.context, _ = nestedContext(o.element)
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, ok := ctx.Value(renderPosKey{}).(*renderPos); ok {
			return fmt.Errorf("live: Sticky %q is rendered by a view; render it in Server.Layout, or use Nested", key)
		}
		lp, ok := ctx.Value(layoutPassKey{}).(*layoutPass)
		if !ok {
			return fmt.Errorf("live: Sticky %q is rendered outside of Server.Layout; pass on the context given to the template", key)
		}
		return lp.write(ctx, w, s)
	})
}

// A sticky is what [Sticky] knows about a view.
type sticky struct {
	key     string
	mount   func() View
	options nestedOptions
	context diff.Context // of its content
}

// write writes the element of s, after it has mounted the view if that is wanted.
func (lp *layoutPass) write(ctx context.Context, w io.Writer, s *sticky) error {
	if lp.isDuplicate(s) || !lp.title && !lp.wants(s.key) {
		return nil
	}
	var prog *program
	isShown := slices.Contains(lp.shown, s.key)
	if !lp.title && !isShown {
		prog = lp.mount(s)
	}
	if lp.key != "" {
		return nil // the document is not sent
	}
	var buf bytes.Buffer
	buf.WriteString("<" + s.options.element + ` live-sticky="` + html.EscapeString(s.key) + `"`)
	if prog != nil {
		buf.WriteString(` live-token="` + lp.newToken(prog) + `"`)
	}
	if len(s.options.attributes) > 0 {
		if err := runtime.RenderAttributes(ctx, &buf, w, s.options.element, s.options.attributes); err != nil {
			return err
		}
	}
	buf.WriteByte('>')
	switch {
	case prog != nil:
		buf.Write(prog.takeHTML(s.context))
	case s.options.fallback != nil && !lp.title && !isShown:
		if err := s.options.fallback.Render(ctx, &buf); err != nil {
			return err
		}
	}
	buf.WriteString("</" + s.options.element + ">")
	_, err := w.Write(buf.Bytes())
	return err
}

// errNoSticky is the error of a join of a sticky view that the layout does not render.
var errNoSticky = errors.New("live: Server.Layout renders no sticky view with this key")

// stickyKey returns the key of a sticky view, or "".
func (p *program) stickyKey() string {
	if p.sticky == nil {
		return ""
	}
	return p.sticky.key
}

// isPage reports whether p is the program of a page's own view.
func (p *program) isPage() bool { return p.host == nil && p.sticky == nil }

// rootContext returns the context of the content of the root.
func (p *program) rootContext() diff.Context {
	switch {
	case p.host != nil:
		return p.host.context
	case p.sticky != nil:
		return p.sticky.context
	}
	return diff.Context{}
}

// findSticky renders the layout for a page that was mounted again to find out whether the document has sticky views.
// That of the browser may differ, for example after a deploy: the client then opens another connection for them.
func (p *program) findSticky() {
	if p.srv.Layout != nil && p.isPage() {
		p.renderLayout(p.title, func([]byte) {})
	}
}
