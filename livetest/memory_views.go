package livetest

import (
	"bytes"
	"fmt"
	"sync"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/testhook"
)

// A shownRoot is what a root shows.
type shownRoot struct {
	root     *client.Root
	document *diff.Snapshot
	rows     int // how often the rows of its streams have changed
	hasEnded bool
}

func shownRoots(c *client.Client) (all []shownRoot) {
	for _, r := range c.Roots() {
		all = append(all, shownRoot{r, r.Document(), r.StreamChanges(), r.Err() != nil})
	}
	return all
}

// documentOf returns a document with what the roots of a page and its sticky views show.
func documentOf(c *client.Client) []byte {
	doc := bytes.NewBuffer(wrapRoot(c.HTML()))
	for _, r := range c.Sticky() {
		start, end := r.Tags()
		doc.WriteString(start)
		doc.Write(r.HTML())
		doc.WriteString(end)
	}
	return doc.Bytes()
}

// markEnded marks the roots whose session has ended, as the client does.
func (m *memoryTab) markEnded() {
	for _, s := range m.shown {
		if s.hasEnded {
			if e := m.rootElement(viewName(s.root)); e != nil {
				e.AddClass("live-error")
			}
		}
	}
}

// rootElement returns the root of a nested or sticky view by its name, or nil.
func (d *document) rootElement(view string) *goquery.Selection {
	for _, e := range d.dom.Find(rootSelector).EachIter() {
		if isRoot(e) && viewIn(e) == view {
			return e
		}
	}
	return nil
}

// describeView returns the start tag of the root of a nested or sticky view, or its name if it is gone.
func (d *document) describeView(view string) string {
	if view == "" {
		return "the page"
	}
	if e := d.rootElement(view); e != nil {
		return startTag(e)
	}
	return fmt.Sprintf("element %s, which is gone", view)
}

// viewHooks holds what the hooks have reported about each view.
type viewHooks struct {
	mu    sync.Mutex
	views map[string]viewHook // by name
}

type viewHook struct {
	renders  int
	handlers testhook.Handlers // as of the last render
}

func (v *viewHooks) update(view string, change func(*viewHook)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.views == nil {
		v.views = map[string]viewHook{}
	}
	h := v.views[view]
	change(&h)
	v.views[view] = h
}

func (v *viewHooks) setHandlers(view string, handlers testhook.Handlers) {
	v.update(view, func(h *viewHook) { h.handlers = handlers })
}

func (v *viewHooks) get(view string) viewHook {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.views[view]
}

// onRender counts a render.
func (m *memoryTab) onRender(view string) {
	m.renders.Add(1)
	m.views.update(view, func(h *viewHook) { h.renders++ })
}

// onPending counts the nested views that are being mounted.
func (m *memoryTab) onPending(change int) {
	m.pending.Add(int64(change))
	if page := m.waiting.Load(); page != nil {
		page.wake()
	}
}

func (m *memoryTab) pendingMounts() int64 { return m.pending.Load() }
