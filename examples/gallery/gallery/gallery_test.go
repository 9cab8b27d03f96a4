package gallery

import (
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

func allPages() []pages.Page { return pages.All(new(pubsub.Local)) }

// document returns the document of a page, as the server renders it.
func document(t *testing.T, url string) *goquery.Document {
	t.Helper()
	w := httptest.NewRecorder()
	NewServer().ServeHTTP(w, httptest.NewRequest("GET", url, nil))
	require.Equal(t, http.StatusOK, w.Code)
	doc, err := goquery.NewDocumentFromReader(w.Body)
	require.NoError(t, err)
	return doc
}

// Each page has its own URL, title, summary and source.
func TestPages(t *testing.T) {
	names, titles, closed := map[string]bool{}, map[string]bool{}, map[string]bool{}
	last := ""
	for _, p := range allPages() {
		t.Run(p.Name, func(t *testing.T) {
			page := document(t, "/"+p.Name)
			require.Equal(t, p.Title, page.Find("h1").Text())
			require.NotEmpty(t, page.Find("title").Text())
			require.Equal(t, p.Title, page.Find(".menu [aria-current=page]").Text())
			files := page.Find(".source figcaption").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
			require.Subset(t, files, []string{p.Name + ".go", p.Name + ".templ"})
			require.Regexp(t, `^[A-Z].*\.$`, p.Summary)
			require.NotEmpty(t, p.Group)
		})
		require.False(t, names[p.Name] || titles[p.Title], "%s is a duplicate", p.Name)
		require.False(t, p.Group != last && closed[p.Group], "the group %s is not in sequence", p.Group)
		names[p.Name], titles[p.Title], closed[p.Group], last = true, true, true, p.Group
	}
}

// The source that a page shows is that of the file, and nothing is left out.
func TestSources_AreVerbatim(t *testing.T) {
	markup := regexp.MustCompile(`<[^>]*>`)
	for page, files := range sources {
		for _, f := range files {
			shown := html.UnescapeString(markup.ReplaceAllString(f.HTML, ""))
			require.Equal(t, mustRead(pages.Files, page+"/"+f.Name), shown, f.Name)
		}
	}
}

func TestHighlight(t *testing.T) {
	src := "// a \"b\"\nvar s = \"<i>\" + `x\ny` // c\n"
	want := `<code><span class="line"><span class="comment">// a &#34;b&#34;</span>` + "\n</span>" +
		`<span class="line"><span class="keyword">var</span> s = <span class="string">&#34;&lt;i&gt;&#34;</span> + <span class="string">` + "`x</span>\n</span>" +
		`<span class="line"><span class="string">y` + "`</span><span class=\"comment\"> // c</span>\n</span></code>"
	require.Equal(t, want, highlight("a.go", src))
	require.Equal(t, `<code><span class="line"><span class="tag">&lt;b</span> id=<span class="string">&#34;if&#34;</span><span class="tag">&gt;</span>don&#39;t<span class="tag">&lt;/b</span><span class="tag">&gt;</span>`+"\n</span></code>",
		highlight("a.templ", `<b id="if">don't</b>`))
}

// The menu lists what matches while the user types, also by the source of the pages.
func TestMenu_Search(t *testing.T) {
	p := livetest.Open(t, NewServer(), "/counter")
	all := p.Count("li")
	require.Equal(t, len(allPages()), all)
	p.Fill("[name=q]", "COUNT click")
	require.Contains(t, p.Texts("li > a"), "Counter")
	require.Regexp(t, `^\d+ pages? match`, p.Text("form[role=search] + [role=status]"))
	p.Fill("[name=q]", "no such zebra")
	require.Zero(t, p.Count("li"))
	require.Equal(t, "No page matches.", p.Text("form[role=search] + [role=status]"))
	p.Fill("[name=q]", "")
	require.Equal(t, all, p.Count("li"))
}

// Enter in the search field shows the results as a page, as it does without scripts.
func TestHome_Search(t *testing.T) {
	p := livetest.Open(t, NewServer(), "/?q=counter")
	require.Equal(t, "Search: counter", p.Text("h1"))
	require.Contains(t, p.Texts(".home-group a"), "Counter")
	require.Equal(t, "counter", p.Attr("[name=q]", "value"))
	p.Click("a:contains('Show all pages')")
	require.Equal(t, "Lively gallery", p.Text("h1"))
	require.Equal(t, len(allPages()), p.Count(".home-group li"))
	require.False(t, p.Has("a:contains('Show all pages')"))
}

// The links at the end lead through all pages.
func TestNeighbors(t *testing.T) {
	all := allPages()
	previous := ""
	for i, p := range all {
		page := document(t, "/"+p.Name)
		require.Equal(t, previous, page.Find("[rel=prev]").AttrOr("href", ""))
		next := page.Find("[rel=next]").AttrOr("href", "")
		if i+1 < len(all) {
			require.Equal(t, "/"+all[i+1].Name, next)
		} else {
			require.Empty(t, next)
		}
		previous = "/" + p.Name
	}
}

func TestStyles_LoadNoResources(t *testing.T) {
	css := styleSheets()
	require.NotContains(t, css, "@import")
	require.NotContains(t, css, "url(")
	require.Equal(t, strings.Count(css, "{"), strings.Count(css, "}"))
}
