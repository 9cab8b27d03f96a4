package live_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// Regions of a layout that the browser could not update are reported in development.
func TestLayoutRegion_Misuse(t *testing.T) {
	for name, test := range map[string]struct {
		body func(d live.Document) []any
		want string // in the log; "" means nothing is reported
	}{
		"two": {
			func(d live.Document) []any {
				return []any{`<nav live-region="nav"><img src="/x"></nav>`, d.Root, `<footer live-region="foot"><br></footer>`}
			}, "",
		},
		"same name": {
			func(d live.Document) []any {
				return []any{`<nav live-region="nav"></nav>`, d.Root, `<footer live-region="nav"></footer>`}
			}, `two regions have the name \"nav\"`,
		},
		"nested": {
			func(d live.Document) []any {
				return []any{`<header live-region="head"><p><nav live-region="nav"></nav></header>`, d.Root}
			}, `region \"nav\" is in region \"head\"`,
		},
		"root inside": {
			func(d live.Document) []any { return []any{`<main live-region="main">`, d.Root, `</main>`} },
			`region \"main\" contains Document.Root`,
		},
		"in a sticky view": {
			func(d live.Document) []any {
				return []any{sticky("s", showing(`<nav live-region="nav"></nav>`)), d.Root}
			},
			`live-region=\"nav\" of <nav> has no effect in a view`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			layout := func(d live.Document) templ.Component {
				return markup(append(append([]any{`<!doctype html><html><head>`, d.Head, `</head><body>`}, test.body(d)...), `</body></html>`)...)
			}
			r := getPage(t, &live.Server{Dev: true, Layout: layout}, showing(`<p>live-region="nav"</p>`))
			if test.want == "" {
				require.NotContains(t, r.log, "mistake")
			} else {
				require.Equal(t, 1, strings.Count(r.log, test.want), r.log)
			}
		})
	}
	require.PanicsWithValue(t, "live: LayoutRegion: the name is empty", func() { live.LayoutRegion("") })
}

// In production, and without livetest, the document is not searched for regions.
func TestLayoutRegion_MisuseInProduction(t *testing.T) {
	layout := func(d live.Document) templ.Component {
		return markup(`<!doctype html><html><head>`, d.Head, `</head><body><main live-region="main">`, d.Root, `</main></body></html>`)
	}
	r := getPage(t, &live.Server{Layout: layout}, showing(`<p></p>`))
	require.Equal(t, http.StatusOK, r.code)
	require.NotContains(t, r.log, "mistake")
}
