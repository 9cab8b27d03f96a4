package livetest

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/testhook"
)

// A wholeDocument is a document with its layout, as a browser parses it. It finds out whether the
// client would run there: livetest has a client of its own, which does not need the script.
type wholeDocument struct {
	site      *site
	hooks     *testhook.Hooks
	res       *response
	dom       *goquery.Document
	base      string // URL of the base element, or ""
	refreshTo string // URL that it loads at once, or ""
}

func newWholeDocument(s *site, hooks *testhook.Hooks, res *response, body []byte) *wholeDocument {
	dom, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil { // reading from memory does not fail
		dom = new(goquery.Document)
	}
	dom.Find("template").Empty()
	w := &wholeDocument{site: s, hooks: hooks, res: res, dom: dom}
	if href, ok := dom.Find("base[href]").First().Attr("href"); ok {
		w.base = href
		if path, sameOrigin := resolveURL(res.url, href); sameOrigin {
			w.base = path
		}
	}
	w.refreshTo = w.refresh()
	return w
}

// document returns the document as a browser makes it from the response: other text is shown verbatim.
func (r *response) document() []byte {
	if r.isHTML() {
		return r.body
	}
	text := "<!doctype html><html><head></head><body><pre>" + html.EscapeString(strings.ToValidUTF8(string(r.body), "\uFFFD")) + "</pre></body></html>"
	return []byte(text)
}

var refreshPattern = regexp.MustCompile(`^\s*0*(?:\.\d*)?\s*[;,]?\s*(?i:url\s*=)?\s*['"]?([^'"]*)['"]?\s*$`)

// refresh returns the URL that a Refresh header or meta element loads after zero seconds, or "".
func (w *wholeDocument) refresh() string {
	value := w.res.Header.Get("Refresh")
	for _, e := range w.dom.Find("meta[http-equiv]").EachIter() {
		if strings.EqualFold(attr(e, "http-equiv"), "refresh") {
			value = cmp.Or(value, attr(e, "content"))
		}
	}
	if !strings.HasPrefix(strings.TrimSpace(value), "0") {
		return ""
	}
	match := refreshPattern.FindStringSubmatch(value)
	if match == nil {
		return ""
	}
	return cmp.Or(match[1], w.res.url)
}

// problem returns the reason why the client does not run in the document, and what to do, or "". page is
// the live page in the markup, if hasPage is set.
func (w *wholeDocument) problem(page client.Page, hasPage bool) string {
	for _, find := range []func() string{
		w.mediaTypeProblem,
		func() string { return w.rootProblem(page, hasPage) },
		w.scriptProblem,
		w.policyProblem,
	} {
		if problem := find(); problem != "" {
			return problem
		}
	}
	return ""
}

func (w *wholeDocument) mediaTypeProblem() string {
	if w.res.isHTML() {
		return ""
	}
	return fmt.Sprintf("its Content-Type is %q: do not set the header, or set it to text/html; charset=utf-8", w.res.Header.Get("Content-Type"))
}

// rootProblem returns what is wrong with the elements that the client needs.
func (w *wholeDocument) rootProblem(page client.Page, hasPage bool) string {
	root := w.dom.Find("#live-root")
	switch {
	case root.Length() > 1:
		return fmt.Sprintf("%d elements have the id live-root: render Document.Root of Server.Layout once, and do not use its ids", root.Length())
	case root.Length() == 0:
		return "it has no element with the id live-root: render Document.Root in the body of Server.Layout, outside of elements such as template and noscript"
	case w.dom.Find("#live-flash").Length() > 1:
		return "several elements have the id live-flash: Document.Root has one already"
	case w.dom.Find("meta[name=live-token]").Length() != 1:
		return fmt.Sprintf("it has %d elements <meta name=\"live-token\">, want one: render Document.Head in the head of Server.Layout once",
			w.dom.Find("meta[name=live-token]").Length())
	case !hasPage:
		return "the markup of Document.Head or Document.Root was changed: middleware must not reformat the HTML of live pages"
	}
	alone, err := goquery.NewDocumentFromReader(bytes.NewReader(wrapRoot(page.HTML)))
	if err != nil {
		return ""
	}
	alone.Find("template").Empty()
	want, _ := alone.Find("#live-root").Html() // rendering a parsed node to memory does not fail
	if got, _ := root.Html(); got != want {
		same := 0
		for same < min(len(got), len(want)) && got[same] == want[same] {
			same++
		}
		around := func(s string) string {
			return strings.ToValidUTF8(s[max(0, same-80):min(len(s), same+80)], "")
		}
		return fmt.Sprintf("the layout around it makes a browser parse the view differently; look for elements that are not closed, "+
			"and for a form, p, button, a or select around Document.Root:\nin the layout: …%s…\nalone:         …%s…", around(got), around(want))
	}
	return ""
}

// wrapRoot returns a document with the content of the root of a live page.
func wrapRoot(content []byte) []byte {
	return append(append([]byte(`<!doctype html><div id="live-root">`), content...), `</div>`...)
}
