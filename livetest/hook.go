package livetest

import (
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/live"
)

// A Hook is an element with live-hook, on which a script of the page works, such as a map or an editor. It exchanges
// events with the view. No script runs on a page in memory: the test does what the script would do.
type Hook struct {
	p     *Page
	sel   string
	reply string
}

// Hook returns the hook of the only element that matches sel. The element must have the attributes that live.Hook
// returns.
func (p *Page) Hook(sel string) *Hook {
	p.t.Helper()
	h := &Hook{p: p, sel: sel}
	h.element()
	return h
}

// element returns the element in the current document.
func (h *Hook) element() *goquery.Selection {
	h.p.t.Helper()
	e := h.p.one(h.sel)
	if !hasAttr(e, "live-hook") {
		h.p.t.Fatalf("livetest: Hook(%q): it has no live-hook attribute:\n%s\nelements with a live-hook attribute:\n%s",
			h.sel, outline(e), outline(h.p.match("[live-hook]")))
	}
	return e
}

// Name returns the name of the hook, as passed to live.Hook.
func (h *Hook) Name() string {
	h.p.t.Helper()
	return attr(h.element(), "live-hook")
}

// Mounted reports whether a script of the page has registered the hook, and the client has mounted it on the
// element. On a page in memory, where no script runs, it reports true.
func (h *Hook) Mounted() bool {
	h.p.t.Helper()
	return h.p.tab.isHookMounted(h.element())
}

// Push sends event, a struct as for live.Click, to the innermost component around the element that
// handles it. It corresponds to
//
//	this.push.Type({ argument: "value" })
//
// in the script of the hook. If live.Hook lists events, event must be one of these types; fields that the list sets
// and event does not are sent, too.
func (h *Hook) Push(event any) *Page {
	h.p.t.Helper()
	e := h.element()
	pushed := h.merge(e, *live.Click(event).Items()[0].Value.(*string))
	before := len(h.p.doc.replies)
	h.p.tab.pushEvent(e, pushed)
	h.p.Settle()
	h.reply = ""
	if replies := h.p.doc.replies; len(replies) > before {
		h.reply = replies[len(replies)-1]
	}
	return h.p
}

// Reply returns what the view has replied to the last event that h has pushed, as JSON. It is empty if the handler did
// not reply, or has not handled the event yet, because the connection is lost.
func (h *Hook) Reply() string { return h.reply }

// merge returns event with the arguments of the event of its type that e lists.
func (h *Hook) merge(e *goquery.Selection, event string) string {
	h.p.t.Helper()
	if !hasAttr(e, "live-push") {
		return event
	}
	name, query, _ := strings.Cut(event, "?")
	listed := strings.Fields(attr(e, "live-push"))
	for _, each := range listed {
		listedName, preset, _ := strings.Cut(each, "?")
		if listedName != name {
			continue
		}
		args, _ := url.ParseQuery(query) // live.Click has written it
		var kept []string
		for pair := range strings.SplitSeq(preset, "&") {
			key, _, _ := strings.Cut(pair, "=")
			if key, err := url.QueryUnescape(key); err == nil && pair != "" && !hasField(args, fieldOf(key)) {
				kept = append(kept, pair)
			}
		}
		if query != "" {
			kept = append(kept, query)
		}
		if len(kept) == 0 {
			return name
		}
		return name + "?" + strings.Join(kept, "&")
	}
	h.p.t.Fatalf("livetest: Push(%s): live.Hook of %s does not list it; it has %s", name, startTag(e), strings.Join(listed, ", "))
	return ""
}

// fieldOf returns the outermost field in the name of an argument: items[0].name belongs to items.
func fieldOf(name string) string {
	if i := strings.IndexAny(name, ".["); i >= 0 {
		return name[:i]
	}
	return name
}

// hasField reports whether args have a value for the field, or a part of it.
func hasField(args url.Values, field string) bool {
	for name := range args {
		if fieldOf(name) == field {
			return true
		}
	}
	return false
}
