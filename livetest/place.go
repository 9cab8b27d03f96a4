package livetest

import (
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/internal/client"
)

// A place is where an element belongs: to a view, and to a component in it.
type place struct {
	view      string // as viewName returns it; "" is the page
	component uint64 // the innermost one around the element; 0 is the view
}

func (p place) String() string {
	component := ""
	if p.component != 0 {
		component = strconv.FormatUint(p.component, 10)
	}
	if p.view == "" {
		return component
	}
	return p.view + ":" + component
}

// viewName returns the name of the view in a root: "" for the page, "3/7" for a nested view by the elements
// that lead to it, and a name that begins with "sticky:" for a sticky view and those in it.
func viewName(r *client.Root) string {
	name := ""
	if key := r.StickyKey(); key != "" {
		name = "sticky:" + key
	}
	for _, element := range r.Path() {
		name = joinView(name, strconv.Itoa(element))
	}
	return name
}

func joinView(parent, element string) string {
	if parent == "" {
		return element
	}
	return parent + "/" + element
}

// rootSelector matches the roots of nested and sticky views.
const rootSelector = "[live-root],[live-sticky]"

// isRoot reports whether e is the root of a nested or sticky view.
func isRoot(e *goquery.Selection) bool { return e.Is(rootSelector) && !e.Is("#live-root") }

// placeOf returns the place of e. The root of a nested view is an element of the view around it.
func placeOf(e *goquery.Selection) (p place) {
	at := e
	for ; at.Length() > 0 && (at == e && !hasAttr(at, "live-sticky") || !isRoot(at)); at = around(at) {
		if p.component == 0 {
			p.component, _ = strconv.ParseUint(attr(at, "live-c"), 10, 64)
		}
	}
	p.view = viewIn(at)
	return p
}

// viewIn returns the name of the view whose root is e; that of the page if e is empty.
func viewIn(root *goquery.Selection) string {
	var elements []string
	for ; root.Length() > 0; root = around(root) {
		if key, isSticky := root.Attr("live-sticky"); isSticky && isRoot(root) {
			elements = append(elements, "sticky:"+key)
			break
		}
		if isRoot(root) {
			elements = append(elements, attr(root, "live-root"))
		}
	}
	name := ""
	for i := len(elements); i > 0; i-- {
		name = joinView(name, elements[i-1])
	}
	return name
}

// innermostRoot returns e if it is the root of a nested or sticky view, or else the innermost one around it.
// It returns nil if there is none.
func innermostRoot(e *goquery.Selection) *goquery.Selection {
	for ; e.Length() > 0; e = around(e) {
		if isRoot(e) {
			return e
		}
	}
	return nil
}

// rootOf returns the root of a view by its name, or of the view around it if it has none.
func (m *memoryTab) rootOf(view string) *client.Root {
	for {
		for _, r := range m.page.client.Roots() {
			if viewName(r) == view {
				return r
			}
		}
		cut := strings.LastIndexByte(view, '/')
		if cut < 0 {
			return m.page.client.Root
		}
		view = view[:cut]
	}
}
