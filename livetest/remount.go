package livetest

import (
	"slices"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/wire"
)

// remount joins without a token. What a person typed outlives the view that they typed it for, and so do events that nobody has seen, if they mean
// the same in the new view.
func (p *Page) remount() {
	p.t.Helper()
	unsent := p.tab.c.Unsent()
	from := p.sent[len(p.sent)-len(unsent):]
	p.retype()
	p.sent, p.heard, p.later = nil, len(p.tab.c.Effects()), nil
	if err := p.tab.connect(p.site, &p.watch, p.tab.c.Join); err != nil {
		p.t.Fatalf("livetest: mount anew: %v", err)
	}
	p.look()
	bound := make([]*goquery.Selection, len(unsent)) // of those that are sent again
	for i, e := range from {
		if at := p.at(e.at); e.binding != "" && at != nil && attr(at, e.binding) == e.value {
			bound[i] = at
		}
	}
	p.tell(func(e *goquery.Selection) bool {
		return slices.ContainsFunc(bound, func(b *goquery.Selection) bool { return isSame(b, e) })
	})
	for i, e := range unsent {
		if bound[i] != nil {
			p.send(from[i], wire.Event{Component: componentOf(bound[i]), URL: e.URL, Form: e.Form})
		}
	}
}

// retype makes all that was ever typed into the page count as newly typed, before another view draws it.
func (p *Page) retype() {
	for _, e := range p.dom.Find(anyControl).EachIter() {
		if key := p.key(e); p.edited[key] {
			p.typed[key] = p.state(e)
		}
	}
}

// state is what a control shows, as if a person had just done it.
func (d *document) state(e *goquery.Selection) entry {
	switch {
	case isTick(e):
		return entry{ticked: d.checked(e)}
	case e.Is("select"):
		return entry{chosen: d.values(e)}
	}
	return entry{text: d.value(e)}
}

// tell tells a new view of controls that are not at their default, one change event for each live form but those that are told otherwise.
func (p *Page) tell(otherwise func(bound *goquery.Selection) bool) {
	p.t.Helper()
	type change struct{ bound, e *goquery.Selection }
	var changes []change
	for _, e := range p.dom.Find(anyControl).EachIter() {
		key := p.key(e)
		done, ok := p.typed[key]
		if !ok {
			continue
		}
		delete(p.typed, key)
		if byDefault := p.state(e); byDefault.text == done.text && byDefault.ticked == done.ticked && slices.Equal(byDefault.chosen, done.chosen) {
			continue
		}
		p.typed[key] = done
		bound := p.changeOf(e)
		if bound == nil || otherwise(bound) {
			continue
		}
		changes = slices.DeleteFunc(changes, func(c change) bool { return isSame(c.bound, bound) })
		changes = append(changes, change{bound, e})
	}
	for _, c := range changes {
		p.change(c.bound, c.e)()
	}
}
