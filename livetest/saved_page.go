package livetest

import (
	"bytes"
	"html/template"
	"slices"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// A savedPage is what a page showed when its test had failed.
type savedPage struct {
	URL      string
	document []byte
}

// savesPages reports whether the pages of a test are to be saved: it has failed, and there is a
// server for them.
func savesPages(t testing.TB) bool { return failures != nil && t.Failed() }

// savePage saves a document. body is the response that it was loaded from, or nil if d holds all of
// it.
func (s *site) savePage(d *document, url string, body []byte) {
	s.saved = append(s.saved, savedPage{url, d.standalone(url, body)})
}

// standalone returns the document as a user sees it, including what was entered. Scripts, which would
// change it, are removed.
func (d *document) standalone(url string, body []byte) []byte {
	for _, e := range d.dom.Find("input,textarea,select").EachIter() {
		switch {
		case isCheckable(e):
			e.RemoveAttr("checked")
			if d.isChecked(e) {
				e.SetAttr("checked", "")
			}
		case e.Is("textarea"):
			e.SetText(d.value(e))
		case e.Is("select"):
			for _, o := range e.Find("option").RemoveAttr("selected").EachIter() {
				if slices.Contains(d.values(e), optionValue(o)) {
					o.SetAttr("selected", "")
				}
			}
		default:
			e.SetAttr("value", d.value(e))
		}
	}
	doc := d.dom
	if root := doc.Find("#live-root"); root.Length() > 0 && body != nil {
		if whole, err := goquery.NewDocumentFromReader(bytes.NewReader(body)); err == nil {
			contents, _ := root.Html() // rendering a parsed node to memory does not fail
			whole.Find("#live-root").SetHtml(contents)
			doc = whole
		}
	}
	doc.Find("script").Remove()
	doc.Find("head").PrependHtml(`<base href="` + template.HTMLEscapeString(url) + `">`)
	var b bytes.Buffer
	b.WriteString("<!doctype html>\n")
	for _, e := range doc.Selection.Contents().EachIter() {
		if html, err := goquery.OuterHtml(e); err == nil && goquery.NodeName(e) == "html" {
			b.WriteString(html)
		}
	}
	return b.Bytes()
}
