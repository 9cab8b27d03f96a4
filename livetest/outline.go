package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

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

// selectorOf is a selector that matches e alone, as a person would write it.
func selectorOf(e *goquery.Selection) string {
	var steps []string
	for ; e.Length() > 0 && !e.Is("#live-root,html"); e = e.Parent() {
		if id := attr(e, "id"); id != "" {
			steps = append(steps, "#"+id)
			break
		}
		step := goquery.NodeName(e)
		if alike := e.Parent().ChildrenFiltered(step); alike.Length() > 1 {
			step += fmt.Sprintf(":nth-of-type(%d)", alike.IndexOfNode(e.Get(0))+1)
		}
		steps = append(steps, step)
	}
	slices.Reverse(steps)
	return strings.Join(steps, " > ")
}
