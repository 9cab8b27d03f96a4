package live

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/target"
)

// Navigate returns the attributes of a link to another page of this server. If that is a live page, too, the browser
// shows it without loading a document: it sends one GET, and joins the page over the connection that is open already.
// The page with the link can be used until then. After that it sleeps for up to [Server.SleepTimeout], so that Back
// shows it as it was, without a request.
//
//	<a { live.Navigate("/orders")... }>Orders</a>
//
// The browser loads a document as for any other link if the page is not live, if it has another layout, or if the
// server has been updated. A link with target or download, and a click with a modifier key, are left to the browser.
// A handler navigates with [Socket.Navigate].
//
// path is an absolute path, with an optional query and fragment, as the browser sees it: with [Server.Prefix].
// Navigate panics if it is something else. Escape what comes from users, for example with [url.PathEscape].
func Navigate(path string) Attr { return navigate("Navigate", path, true) }

// ReplaceNavigate is like [Navigate] but replaces the current entry of the history, so that Back leads to the page
// before this one.
func ReplaceNavigate(path string) Attr { return navigate("ReplaceNavigate", path, "replace") }

// navigate returns the attributes of a link that the function of this name returns.
func navigate(function, path string, value any) Attr {
	if !target.IsLocal(path) {
		panic(fmt.Sprintf("live: %s: %q is not a path on this server", function, path))
	}
	return newAttr(
		templ.KeyValue[string, any]{Key: "href", Value: path},
		templ.KeyValue[string, any]{Key: "live-navigate", Value: value},
	)
}

// Current returns the attribute of a link to path that marks it if it leads to the page that the user sees:
// aria-current, for screen readers and style sheets. Its value is "page" if path is that of the page, without query
// and fragment. It is "true" if the path of the page begins with one of sections. Otherwise there is no attribute.
//
//	<a { live.Navigate("/orders")... } { live.Current(ctx, "/orders", "/orders/")... }>Orders</a>
//
// ctx is the context given to the template, in a view or in [Server.Layout]. In a layout, the link must be in a
// [LayoutRegion], or it keeps the attribute when the browser shows another page. In a sticky view, the page is the
// one with which the document was loaded.
func Current(ctx context.Context, path string, sections ...string) Attr {
	page := pageOf(ctx)
	if page == nil {
		return Attr{}
	}
	shown := page.url.Load().Path
	if u, err := url.Parse(path); err == nil && u.Path == shown {
		return newAttr(templ.KeyValue[string, any]{Key: "aria-current", Value: "page"})
	}
	for _, section := range sections {
		if section != "" && strings.HasPrefix(shown, section) {
			return newAttr(templ.KeyValue[string, any]{Key: "aria-current", Value: "true"})
		}
	}
	return Attr{}
}

// pageOf returns the program of the page, or of the sticky view, that a template is rendered for with ctx. It returns
// nil if there is none.
func pageOf(ctx context.Context) *program {
	switch pos := ctx.Value(renderPosKey{}).(type) {
	case *renderPos:
		return pos.pass.prog.top
	case streamRow:
		return pos.prog.top
	}
	if lp, ok := ctx.Value(layoutPassKey{}).(*layoutPass); ok {
		return lp.page
	}
	return nil
}
