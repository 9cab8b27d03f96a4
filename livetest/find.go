package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
)

// find looks at the page and returns what matches sel.
func (p *Page) find(sel string) *goquery.Selection {
	p.t.Helper()
	p.here()
	p.site.clock.idle() // what has come is seen
	p.tab.look()
	return p.match(sel)
}

// match returns what matched sel when the page was looked at.
func (p *Page) match(sel string) *goquery.Selection {
	p.t.Helper()
	m, err := cascadia.Compile(sel)
	if err != nil {
		p.t.Fatalf("livetest: selector %q: %v", sel, err)
	}
	return p.doc.dom.FindMatcher(m)
}

// one returns the element that matches sel.
func (p *Page) one(sel string) *goquery.Selection {
	p.t.Helper()
	all := p.find(sel)
	switch all.Length() {
	case 0:
		p.t.Fatalf("livetest: nothing matches %q%s, in\n%s", sel, p.doc.suggest(sel), p.doc.outline())
	case 1:
	default:
		p.t.Fatalf("livetest: %d elements match %q, want one:\n%s", all.Length(), sel, outline(all))
	}
	return all
}

// outline is the page for a person to read.
func (d *document) outline() string {
	root := d.dom.Find("#live-root")
	if root.Length() == 0 {
		root = d.dom.Find("body")
	}
	return outline(root.Contents())
}

// maxOutline is how many lines of a page a person reads.
const maxOutline = 80

// outline prints each element on a line of its own, with the texts in it.
func outline(all *goquery.Selection) string {
	var lines []string
	var walk func(s *goquery.Selection, depth int)
	walk = func(s *goquery.Selection, depth int) {
		text := strings.Join(strings.Fields(s.Text()), " ")
		indent := strings.Repeat("  ", depth+1)
		switch name := goquery.NodeName(s); {
		case name == "#text":
			if text != "" {
				lines = append(lines, indent+text)
			}
		case strings.HasPrefix(name, "#"):
		case s.Children().Length() == 0:
			lines = append(lines, indent+startTag(s)+text)
		default:
			lines = append(lines, indent+startTag(s))
			for _, c := range s.Contents().EachIter() {
				walk(c, depth+1)
			}
		}
	}
	for _, s := range all.EachIter() {
		walk(s, 0)
	}
	if len(lines) > maxOutline {
		lines = append(slices.Clip(lines[:maxOutline]), fmt.Sprintf("  … %d lines more", len(lines)-maxOutline))
	}
	return strings.Join(lines, "\n")
}

func startTag(s *goquery.Selection) string {
	tag := "<" + goquery.NodeName(s)
	for _, a := range s.Get(0).Attr {
		if tag += " " + a.Key; a.Val != "" {
			tag += fmt.Sprintf("=%q", a.Val)
		}
	}
	return tag + ">"
}
