package livetest

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// A visit is an entry of a tab's history.
type visit struct {
	url string
	doc int // entries of one document have the same
}

// Navigate loads the page at url, as if it were typed into the address bar.
func (p *Page) Navigate(url string) *Page {
	p.t.Helper()
	p.here()
	at, ours := resolve(p.URL(), url)
	if !ours {
		p.t.Fatalf("livetest: Navigate(%q): it leads to another site", url)
	}
	p.window.visit(at)
	return p.Settle()
}

// Reload loads the page again.
func (p *Page) Reload() *Page {
	p.t.Helper()
	p.here()
	p.window.reload()
	return p.Settle()
}

func (p *Page) visit(to string) {
	p.t.Helper()
	p.tab.leave()
	p.load(to)
}

func (p *Page) reload() {
	p.t.Helper()
	p.tab.leave()
	p.show(p.URL())
}

// Back goes to the entry before in the tab's history. Where only the address changed (a live-patch link, Socket.Patch) the view stays and is told;
// another document is loaded anew.
func (p *Page) Back() *Page {
	p.t.Helper()
	p.here()
	p.window.travel("Back", -1)
	return p.Settle()
}

// Forward is the opposite of Back.
func (p *Page) Forward() *Page {
	p.t.Helper()
	p.here()
	p.window.travel("Forward", 1)
	return p.Settle()
}

func (p *Page) travel(what string, by int) {
	p.t.Helper()
	to := p.now + by
	if to < 0 || to >= len(p.history) {
		p.t.Fatalf("livetest: %s: there is no such entry; the history is\n%s", what, p.past())
	}
	from := p.history[p.now].doc
	p.now = to
	if v := p.history[to]; v.doc == from {
		p.send(event{what: what}, wire.Event{Params: true, URL: v.url})
	} else {
		p.tab.leave()
		p.show(v.url)
	}
}

// past prints the history.
func (p *Page) past() string {
	var b strings.Builder
	for i, v := range p.history {
		mark := " "
		if i == p.now {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s %s\n", mark, v.url)
	}
	return b.String()
}

// visited adds an entry after the present one; those that followed it are gone.
func (p *Page) visited(v visit) {
	p.history = append(p.history[:min(p.now+1, len(p.history))], v)
	p.now = len(p.history) - 1
}

// follow notes that the address changed and the document stays.
func (p *Page) follow(url string, replace bool) {
	v := &p.history[p.now]
	if replace || v.url == url {
		v.url = url
		return
	}
	p.visited(visit{url, v.doc})
}
