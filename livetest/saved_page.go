package livetest

import (
	"bytes"
	"html/template"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// kept is a page as it was when its test had failed.
type savedPage struct {
	URL      string
	document []byte
}

// keeps reports whether the pages of a test are kept when it ends: it has failed.
func savesPages(t testing.TB) bool { return failures != nil && t.Failed() }

// keep notes a document; body is how it was loaded, nil if the whole of it is in d.
func (s *site) savePage(d *document, url string, body []byte) {
	s.saved = append(s.saved, savedPage{url, d.standalone(url, body)})
}

// asItIs is the document as a person sees it now, with what was typed and without what would change it.
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
				for _, chosen := range d.values(e) {
					if optionValue(o) == chosen {
						o.SetAttr("selected", "")
					}
				}
			}
		default:
			e.SetAttr("value", d.value(e))
		}
	}
	doc := d.dom
	if root := doc.Find("#live-root"); root.Length() > 0 && body != nil {
		if whole, err := goquery.NewDocumentFromReader(bytes.NewReader(body)); err == nil {
			now, _ := root.Html() // it fails if a node is not HTML's
			whole.Find("#live-root").SetHtml(now)
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
