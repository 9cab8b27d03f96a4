package live_test

import (
	"context"
	"io"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// styled renders a templ CSS class, whose style element templ writes once per context.
var styled = templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
	red := templ.ComponentCSSClass{ID: "red", Class: templ.SafeCSS(".red{color:red}")}
	if err := templ.RenderCSSItems(ctx, w, red); err != nil {
		return err
	}
	_, err := io.WriteString(w, `<b class="red"></b>`)
	return err
})

// A second render with the same templ context would omit the style element.
func TestRender_NewContextEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		v := &stub{events: on(func(click) { n++ })}
		v.render = func() templ.Component { return markup(`<p>`, n, `</p>`, styled, styled) }
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		const style = `<style type="text/css">.red{color:red}</style><b class="red"></b><b class="red"></b>`
		require.Equal(t, "<p>0</p>"+style, p.html())
		p.sendAndWait("live_test.click")
		require.Equal(t, "<p>1</p>"+style, p.html())
	})
	require.Contains(t, renderError(t, &stub{render: func() templ.Component { return styled }}), "put it into a stylesheet")
}

// The request context records what templ wrote for the document. A view is rendered with a new one.
func TestRender_ContextIsNotDocumentContext(t *testing.T) {
	v := &stub{render: func() templ.Component { return markup(styled) }}
	layout := func(d live.Document) templ.Component {
		return markup(`<!doctype html><head>`, styled, d.Head, `</head>`, d.Root)
	}
	page := live.Page(factoryOf(v))
	outside := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.ServeHTTP(w, r.WithContext(templ.InitializeContext(r.Context())))
	})
	p := livetest.Open(t, &live.Server{Handler: outside, Layout: layout})
	require.Equal(t, 1, p.Count("style"))
}

// Values that middleware added to the request context are available until Unmount. The context is
// canceled when the view ends, not when the request ends.
func TestSocketContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ctx, childCtx context.Context
		child := &stub{mount: func(s *live.Socket) error { childCtx = s.Context(); return nil }}
		v := &stub{mount: func(s *live.Socket) error { ctx = s.Context(); return nil }}
		v.render = func() templ.Component { return live.Component("child", child) }
		page := live.Page(factoryOf(v))
		withUser := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithCancel(context.WithValue(r.Context(), userKey{}, "ann"))
			defer cancel()
			page.ServeHTTP(w, r.WithContext(ctx))
		})
		p := livetest.Open(t, &live.Server{Handler: withUser})
		for _, c := range []context.Context{ctx, childCtx} {
			require.NoError(t, c.Err(), "the request ended, the view did not")
			require.Equal(t, "ann", c.Value(userKey{}))
		}
		v.render = func() templ.Component { return markup(`<p></p>`) }
		p.Settle()
		require.NoError(t, ctx.Err())
		require.ErrorIs(t, childCtx.Err(), context.Canceled, "the component was removed")
	})
}

// A Page handler created for each request is a different page each time. Its views cannot be
// adopted, and the log contains the fix.
func TestPage_MustBeCreatedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			live.Page(factoryOf(&stub{})).ServeHTTP(w, r)
		})}, nil)
		requireCloseError(t, a.browser().load("/").join(), wire.Reload, wire.NotLive)
		require.Contains(t, a.log.String(), "create each Page once")
	})
}
