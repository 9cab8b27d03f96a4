package live_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// A describedView has a Meta.
type describedView struct {
	stub
	meta func() live.Meta
}

func (v *describedView) Title() string   { return `Tea & "milk"` }
func (v *describedView) Meta() live.Meta { return v.meta() }

// headOf returns the status, and the elements that the document has in its head for meta.
func headOf(t *testing.T, meta func() live.Meta, layout func(live.Document) templ.Component) (int, string) {
	srv := &live.Server{Log: newTestLogger(&logBuffer{}), Layout: layout,
		Handler: live.Page(func(*http.Request) live.View { return &describedView{meta: meta} })}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	require.NoError(t, srv.Shutdown(t.Context()))
	head := regexp.MustCompile(`(?s)</title>(.*?)<meta name="live-page"`).FindStringSubmatch(w.Body.String())
	if head == nil {
		return w.Code, w.Body.String()
	}
	return w.Code, head[1]
}

// The document has what the view's Meta says, with texts that are escaped.
func TestMeta_InHead(t *testing.T) {
	for name, c := range map[string]struct {
		meta live.Meta
		want string
	}{
		"nothing": {live.Meta{}, ""},
		"escaped": {live.Meta{Description: `"><script>alert(1)</script>`}, `<meta name="description" content="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">`},
		"search engines": {live.Meta{Canonical: "https://example.com/tea?a=1&b=2", Robots: "noindex"},
			`<meta name="robots" content="noindex"><link rel="canonical" href="https://example.com/tea?a=1&amp;b=2">`},
		"languages": {live.Meta{Alternates: map[string]string{"x-default": "https://example.com/", "ar": "https://example.com/ar", `"`: "c"}},
			`<link rel="alternate" hreflang="&#34;" href="c"><link rel="alternate" hreflang="ar" href="https://example.com/ar">` +
				`<link rel="alternate" hreflang="x-default" href="https://example.com/">`},
		"Open Graph": {live.Meta{Description: "d", Canonical: "https://example.com/", OpenGraph: live.OpenGraph{Image: "https://example.com/i.png", ImageAlt: "a"}},
			`<meta name="description" content="d"><link rel="canonical" href="https://example.com/">` +
				`<meta property="og:title" content="Tea &amp; &#34;milk&#34;"><meta property="og:description" content="d">` +
				`<meta property="og:url" content="https://example.com/"><meta property="og:type" content="website">` +
				`<meta property="og:image" content="https://example.com/i.png"><meta property="og:image:alt" content="a">`},
		"Open Graph of its own": {live.Meta{Description: "d", OpenGraph: live.OpenGraph{Title: "t", Description: "e", URL: "u", Type: "article", SiteName: "s", Locale: "en_GB"}},
			`<meta name="description" content="d"><meta property="og:title" content="t"><meta property="og:description" content="e">` +
				`<meta property="og:url" content="u"><meta property="og:type" content="article">` +
				`<meta property="og:site_name" content="s"><meta property="og:locale" content="en_GB">`},
		"more": {live.Meta{Robots: "none", More: templ.Raw(`<meta name="theme-color" content="#fff">`)},
			`<meta name="robots" content="none"><meta name="theme-color" content="#fff">`},
	} {
		t.Run(name, func(t *testing.T) {
			status, head := headOf(t, func() live.Meta { return c.meta }, nil)
			require.Equal(t, 200, status)
			require.Equal(t, c.want, head)
		})
	}
}

// A panic of Meta is one of the page.
func TestMeta_Panics(t *testing.T) {
	status, body := headOf(t, func() live.Meta { panic("bang") }, nil)
	require.Equal(t, 500, status)
	require.Contains(t, body, "Something went wrong")
}
