package sticky

import (
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestPage(t *testing.T) {
	p := livetest.Open(t, &live.Server{
		Handler: live.Page(func(*http.Request) live.View { return &Page{} }),
		Layout: func(d live.Document) templ.Component {
			return templ.Join(templ.Raw("<!doctype html><html lang=en><head>"), d.Head, templ.Raw("</head><body>"), d.Root,
				live.Sticky("page", func() live.View { return &Player{} }), templ.Raw("</body></html>"))
		},
	})
	p.Click("#click").Click("#play")
	p.ExpectCrash().Click("#crash")
	require.Contains(t, p.Text("#clicks"), "0 clicks")
	require.Equal(t, "Playing", p.Text("#playing"))
}
