package livetest

import (
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"github.com/lively-go/lively/internal/nearest"
)

// A selectorPart is a part of a selector that may be misspelled.
type selectorPart struct {
	pattern *regexp.Regexp // its first group is the name
	names   func(all *goquery.Selection) []string
}

var selectorParts = []selectorPart{
	{regexp.MustCompile(`#([\w-]+)`), attrValues("id")},
	{regexp.MustCompile(`\.([\w-]+)`), func(all *goquery.Selection) []string {
		return strings.Fields(strings.Join(attrValues("class")(all), " "))
	}},
	{regexp.MustCompile(`\[name=["']?([^\]"']+)["']?\]`), attrValues("name")},
	{regexp.MustCompile(`:contains\(["']?([^)"']+)["']?\)`), func(all *goquery.Selection) (texts []string) {
		isLeaf := func(_ int, e *goquery.Selection) bool { return e.Children().Length() == 0 }
		for _, e := range all.FilterFunction(isLeaf).EachIter() {
			texts = append(texts, textOf(e))
		}
		return texts
	}},
	{regexp.MustCompile(`(?:^|[ >+~,(])([a-z][a-z0-9]*)`), func(all *goquery.Selection) []string {
		return all.Map(func(_ int, e *goquery.Selection) string { return goquery.NodeName(e) })
	}},
}

// attrValues returns a function that returns the values of an attribute.
func attrValues(name string) func(all *goquery.Selection) []string {
	return func(all *goquery.Selection) []string {
		return all.Filter("[" + name + "]").Map(func(_ int, e *goquery.Selection) string { return attr(e, name) })
	}
}

// suggestSelector returns a suggestion for a failure text: the selector that is nearest to sel and
// matches an element, or "".
func (d *document) suggestSelector(sel string) string {
	all := d.dom.Find("*")
	for _, part := range selectorParts {
		names := part.names(all)
		for _, at := range part.pattern.FindAllStringSubmatchIndex(sel, -1) {
			name := nearest.Name(sel[at[2]:at[3]], names)
			if name == "" {
				continue
			}
			other := sel[:at[2]] + name + sel[at[3]:]
			if m, err := cascadia.Compile(other); err == nil && d.dom.FindMatcher(m).Length() > 0 {
				return nearest.Format(other)
			}
		}
	}
	return ""
}
