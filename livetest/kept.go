package livetest

import (
	"bytes"
	"html/template"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// kept is a page as it was when its test had failed.
type kept struct {
	URL      string
	document []byte
}

// keep notes a page when its test ends, if that has failed.
func (s *site) keep(t testing.TB, p *Page) {
	if failures == nil || !t.Failed() {
		return
	}
	if p.tab != nil {
		p.look() // what has come since
	}
	if p.doc == nil { // it never came to a page
		return
	}
	s.kept = append(s.kept, kept{p.URL(), p.asItIs()})
}

// asItIs is the document as a person sees it now, with what was typed and without what would change it.
func (p *Page) asItIs() []byte {
	for _, e := range p.doc.Find("input,textarea,select").EachIter() {
		switch {
		case isTick(e):
			e.RemoveAttr("checked")
			if p.checked(e) {
				e.SetAttr("checked", "")
			}
		case e.Is("textarea"):
			e.SetText(p.value(e))
		case e.Is("select"):
			for _, o := range e.Find("option").RemoveAttr("selected").EachIter() {
				for _, chosen := range p.values(e) {
					if optionValue(o) == chosen {
						o.SetAttr("selected", "")
					}
				}
			}
		default:
			e.SetAttr("value", p.value(e))
		}
	}
	doc := p.doc
	if root := doc.Find("#live-root"); root.Length() > 0 && p.tab != nil {
		if whole, err := goquery.NewDocumentFromReader(bytes.NewReader(p.tab.body)); err == nil {
			now, _ := root.Html() // it fails if a node is not HTML's
			whole.Find("#live-root").SetHtml(now)
			doc = whole
		}
	}
	doc.Find("script").Remove()
	doc.Find("head").PrependHtml(`<base href="` + template.HTMLEscapeString(p.URL()) + `">`)
	var b bytes.Buffer
	b.WriteString("<!doctype html>\n")
	for _, e := range doc.Selection.Contents().EachIter() {
		if html, err := goquery.OuterHtml(e); err == nil && goquery.NodeName(e) == "html" {
			b.WriteString(html)
		}
	}
	return b.Bytes()
}
