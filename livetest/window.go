package livetest

import "github.com/PuerkitoBio/goquery"

// BlurWindow goes to another window, and FocusWindow comes back: elements with a live-window-blur or
// live-window-focus binding receive their event. They do nothing if the user is there already. A page is opened in
// the window that the user is in.
func (p *Page) BlurWindow() *Page {
	p.t.Helper()
	p.tab.focusWindow(false)
	return p.Settle()
}

// FocusWindow comes back to the window: see BlurWindow.
func (p *Page) FocusWindow() *Page {
	p.t.Helper()
	p.tab.focusWindow(true)
	return p.Settle()
}

func (m *memoryTab) focusWindow(isFocused bool) {
	m.t.Helper()
	if m.isElsewhere == !isFocused {
		return
	}
	m.isElsewhere = !isFocused
	binding := "live-window-blur"
	if isFocused {
		binding = "live-window-focus"
	}
	m.dom.Find("[" + binding + "]").Each(func(_ int, e *goquery.Selection) { m.sendBinding(e, binding, nil, nil) })
}
