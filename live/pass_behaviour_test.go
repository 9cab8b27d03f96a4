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

// styled renders a class of templ, whose style templ writes once for each of its contexts.
var styled = templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
	red := templ.ComponentCSSClass{ID: "red", Class: templ.SafeCSS(".red{color:red}")}
	if err := templ.RenderCSSItems(ctx, w, red); err != nil {
		return err
	}
	_, err := io.WriteString(w, `<b class="red"></b>`)
	return err
})

// A second render on one templ context leaves out what templ writes once, and the style would go from the page.
func TestEachPassHasAContextOfItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		v := &stub{events: on(func(tip) { n++ })}
		v.render = func() templ.Component { return markup(`<p>`, n, `</p>`, styled, styled) }
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().open("/")
		const style = `<style type="text/css">.red{color:red}</style><b class="red"></b><b class="red"></b>`
		require.Equal(t, "<p>0</p>"+style, p.html())
		p.do("live_test.tip")
		require.Equal(t, "<p>1</p>"+style, p.html())
	})
	require.Contains(t, failure(t, &stub{render: func() templ.Component { return styled }}), "put it into a stylesheet")
}

// The context of the request holds what templ has written for the document; a view starts from nothing.
func TestAViewsContextIsNotItsDocuments(t *testing.T) {
	v := &stub{render: func() templ.Component { return markup(styled) }}
	layout := func(d live.Document) templ.Component {
		return markup(`<!doctype html><head>`, styled, d.Head, `</head>`, d.Root)
	}
	page := live.Page(one(v))
	outside := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.ServeHTTP(w, r.WithContext(templ.InitializeContext(r.Context())))
	})
	p := livetest.Open(t, &live.Server{Handler: outside, Layout: layout})
	require.Equal(t, 1, p.Count("style"))
}

type known struct{}

// What middleware knows about the request is there for the view's whole life; its end is the view's.
func TestAViewsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ctx, below context.Context
		child := &stub{mount: func(s *live.Socket) error { below = s.Context(); return nil }}
		v := &stub{mount: func(s *live.Socket) error { ctx = s.Context(); return nil }}
		v.render = func() templ.Component { return live.Component("child", child) }
		page := live.Page(one(v))
		knowing := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx, cancel := context.WithCancel(context.WithValue(r.Context(), known{}, "ann"))
			defer cancel()
			page.ServeHTTP(w, r.WithContext(ctx))
		})
		p := livetest.Open(t, &live.Server{Handler: knowing})
		for _, c := range []context.Context{ctx, below} {
			require.NoError(t, c.Err(), "the request has ended, the view has not")
			require.Equal(t, "ann", c.Value(known{}))
		}
		v.render = func() templ.Component { return markup(`<p></p>`) }
		p.Settle()
		require.NoError(t, ctx.Err())
		require.ErrorIs(t, below.Err(), context.Canceled, "the component has gone")
	})
}

// Page made anew for each request is another page each time: nothing can be adopted, and the log says what to do.
func TestAPageIsMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			live.Page(one(&stub{})).ServeHTTP(w, r)
		})}, nil)
		requireClosed(t, a.browser().load("/").join(), wire.Reload, wire.NotLive)
		require.Contains(t, a.log.String(), "create each Page once")
	})
}
