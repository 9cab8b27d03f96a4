package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// outline returns the page in a readable form, for failure texts.
func (d *document) outline() string {
	root := d.dom.Find("#live-root")
	if root.Length() == 0 {
		root = d.dom.Find("body")
	}
	return d.note + outline(root.Contents())
}

// maxOutline is the number of lines after which an outline is truncated.
const maxOutline = 80

// outline formats elements, one per line, with the texts in them.
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
		lines = append(slices.Clip(lines[:maxOutline]), fmt.Sprintf("  … %d more lines", len(lines)-maxOutline))
	}
	return strings.Join(lines, "\n")
}

// outlines formats elements, one after the other.
func outlines(all []*goquery.Selection) string {
	lines := make([]string, len(all))
	for i, e := range all {
		lines[i] = outline(e)
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

// selectorOf returns a readable selector that matches only e.
func selectorOf(e *goquery.Selection) string {
	var steps []string
	for ; e.Length() > 0 && !e.Is("#live-root,html"); e = e.Parent() {
		if id := attr(e, "id"); id != "" {
			steps = append(steps, "#"+id)
			break
		}
		step := goquery.NodeName(e)
		if siblings := e.Parent().ChildrenFiltered(step); siblings.Length() > 1 {
			step += fmt.Sprintf(":nth-of-type(%d)", siblings.IndexOfNode(e.Get(0))+1)
		}
		steps = append(steps, step)
	}
	slices.Reverse(steps)
	return strings.Join(steps, " > ")
}
