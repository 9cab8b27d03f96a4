package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// check looks for what is wrong on any page, if it is another than the one that was checked last.
func (p *Page) check() {
	p.t.Helper()
	if p.tab.c == nil {
		return
	}
	if flaw := p.flaw.Swap(nil); flaw != nil {
		p.t.Errorf("livetest: markup that a browser reads otherwise than it is written; see docs/markup.md: %v", *flaw)
	}
	if p.look(); p.of == p.verified {
		return
	}
	p.verified = p.of
	for _, twice := range p.of.DuplicateKeys() {
		p.t.Errorf("livetest: key %q stands twice among the children of one element, line %d:\n%s", twice.Key, twice.Line, p.outline())
	}
	p.checkIDs()
	p.checkBindings()
}

// checkIDs finds ids that stand twice, which labels, links and selectors cannot tell apart.
func (p *Page) checkIDs() {
	p.t.Helper()
	first := map[string]*goquery.Selection{}
	for _, e := range p.dom.Find("[id]").EachIter() {
		id := attr(e, "id")
		if before := first[id]; before != nil {
			p.t.Errorf("livetest: id %q stands twice:\n  %s\n    %s\n  %s\n    %s", id, selectorOf(before), startTag(before), selectorOf(e), startTag(e))
		}
		first[id] = e
	}
}

// bindings are the attributes that name events.
var bindings = []string{"live-click", "live-change", "live-submit", "live-keydown", "live-focus", "live-blur"}

// maxRaces is how often a page is asked for again because it changed while it was looked at.
const maxRaces = 5

// checkBindings finds dead buttons: events to which nobody would listen, or whose arguments would not decode. What the server said about a later
// render than the one that is seen does not count.
func (p *Page) checkBindings() {
	p.t.Helper()
	for range maxRaces {
		dead := p.dead()
		if len(dead) == 0 {
			return
		}
		before := p.renders.Load()
		if !p.refresh() {
			return
		}
		if p.look(); p.renders.Load() != before+1 {
			continue
		}
		for _, d := range p.dead() {
			p.t.Errorf("livetest: dead binding: %s", d)
		}
		return
	}
}

func (p *Page) dead() (found []string) {
	said := p.listening.Load()
	if said == nil {
		return nil
	}
	for _, attribute := range bindings {
		for _, e := range p.dom.Find("[" + attribute + "]").EachIter() {
			url, component := eventURL(e, attr(e, attribute), nil), componentOf(e)
			if err := (*said).Check(component, url); err != nil {
				name, _, _ := strings.Cut(url, "?")
				nearest := ""
				if names := (*said).Names(component); !slices.Contains(names, name) {
					nearest = didYouMean(name, names)
				}
				found = append(found, fmt.Sprintf("%s=%q of %s: %v%s\n  %s", attribute, attr(e, attribute), selectorOf(e), err, nearest, startTag(e)))
			}
		}
	}
	return found
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
