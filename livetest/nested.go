package livetest

import "github.com/PuerkitoBio/goquery"

// A Nested is a nested or sticky view of a page. Selectors of [Page] also match the elements in it, and
// events go to the view to which their element belongs, so that a test needs a Nested only for what
// concerns its session.
type Nested struct {
	p   *Page
	sel string
}

// Nested returns the nested or sticky view whose root is the only element that matches sel or, if that
// element is not a root, the innermost one around it.
func (p *Page) Nested(sel string) *Nested {
	p.t.Helper()
	n := &Nested{p, sel}
	n.root()
	return n
}

// root returns the root in the current document.
func (n *Nested) root() *goquery.Selection {
	n.p.t.Helper()
	n.p.requireLive("Nested")
	root := innermostRoot(n.p.one(n.sel))
	if root == nil {
		n.p.t.Fatalf("livetest: Nested(%q): the element is not in a nested view:\n%s\nroots of nested views:\n%s",
			n.sel, outline(n.p.one(n.sel)), outline(n.p.match(rootSelector)))
	}
	return root
}

// HTML returns the content of the root, with that of nested views in it.
func (n *Nested) HTML() string {
	n.p.t.Helper()
	html, err := n.root().Html()
	if err != nil {
		n.p.t.Fatalf("livetest: Nested(%q): %v", n.sel, err)
	}
	return html
}

// HasCrashed reports whether the session of the view has ended, and no other one has been opened yet: the
// page shows what the view has rendered last.
func (n *Nested) HasCrashed() bool {
	n.p.t.Helper()
	return n.root().HasClass("live-error")
}

// Crash makes the view panic, as if one of its handlers did. The rest of the page is not affected. The
// parent mounts a nested view again after a second, which passes in a synctest bubble when the test sleeps. A
// sticky view is joined again at once or, if it has crashed again within a minute, after 2, 4, 8 s and so on, at
// most 128 s, in the next step of the test.
func (n *Nested) Crash() *Page {
	n.p.t.Helper()
	return n.end("Crash", n.p.tab.crash)
}

// KillSession makes the server drop the session of the view, as if it had been evicted to save memory. The rest
// of the page is not affected. The view is mounted again as after a panic, and what the user has entered in it is
// kept.
func (n *Nested) KillSession() *Page {
	n.p.t.Helper()
	return n.end("KillSession", n.p.tab.killView)
}

// end ends the session of the view, and settles.
func (n *Nested) end(method string, end func(view string) error) *Page {
	n.p.t.Helper()
	if err := end(viewIn(n.root())); err != nil {
		n.p.t.Fatalf("livetest: %s of Nested(%q): %v", method, n.sel, err)
	}
	return n.p.Settle()
}

// ExpectCrash declares that the view will panic, in a step of the test that follows. By default that fails
// the test. It also fails if the view does not panic until the test ends.
func (n *Nested) ExpectCrash() *Page {
	n.p.t.Helper()
	n.p.tab.expectCrash(viewIn(n.root()))
	return n.p
}
