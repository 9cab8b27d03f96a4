package livetest

import (
	"sync"
	"testing"

	"github.com/lively-go/lively/internal/testhook"
)

// renderedViews holds the event handlers of the views that a site has rendered for real browsers.
type renderedViews struct {
	mu    sync.Mutex
	count int
	views map[string]map[uint64]renderedView // by name and ID
}

type renderedView struct {
	handlers testhook.Handlers
	at       int // count when it was rendered last
}

// add records a render.
func (v *renderedViews) add(view string, handlers testhook.Handlers) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.views == nil {
		v.views = map[string]map[uint64]renderedView{}
	}
	if v.views[view] == nil {
		v.views[view] = map[uint64]renderedView{}
	}
	v.count++
	v.views[view][handlers.ID()] = renderedView{handlers, v.count}
}

// renders returns how many renders were recorded.
func (v *renderedViews) renders() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.count
}

// since returns the views, by name, that were rendered after a number of renders and whose session has not
// ended. It forgets those that have ended.
func (v *renderedViews) since(renders int) map[string][]testhook.Handlers {
	v.mu.Lock()
	defer v.mu.Unlock()
	found := map[string][]testhook.Handlers{}
	for name, views := range v.views {
		for id, view := range views {
			switch {
			case view.handlers.Ended():
				delete(views, id)
			case view.at > renders:
				found[name] = append(found[name], view.handlers)
			}
		}
	}
	return found
}

// noteViews records the handlers of the views of the page, which were rendered after a number of renders. If
// those of other tabs were rendered meanwhile, only handlers that are known already are kept.
func (b *driverTab) noteViews(renders int) {
	known := b.views
	b.views = map[string]testhook.Handlers{}
	for name, all := range b.site.rendered.since(renders) {
		for _, h := range all {
			if len(all) == 1 || known[name] != nil && known[name].ID() == h.ID() {
				b.views[name] = h
			}
		}
	}
}

func (b *driverTab) crash(view string) error {
	if !b.isConnected() {
		return errNoSession
	}
	b.expectCrash(view)
	return b.endView(view, testhook.Handlers.Crash)
}

func (b *driverTab) killView(view string) error { return b.endView(view, testhook.Handlers.Kill) }

// endView calls a function that ends the session of a view, and waits for that.
func (b *driverTab) endView(view string, end func(testhook.Handlers)) error {
	handlers := b.views[view]
	if handlers == nil || handlers.Ended() {
		return errNoSession
	}
	if !b.isConnected() {
		end(handlers)
		return nil
	}
	if err := b.call(nil, "watchEnd", view); err != nil {
		return err
	}
	end(handlers)
	return b.call(nil, "waitEnd")
}

func (b *driverTab) expectCrash(view string) {
	b.t.Helper()
	b.must("ExpectCrash", b.call(nil, "expectCrash", view))
	b.snapshot.ExpectedCrashes = append(b.snapshot.ExpectedCrashes, view)
}

// checkExpectedCrashes fails a test that ends before a view has panicked that it expects to.
func (b *driverTab) checkExpectedCrashes(t testing.TB) {
	t.Helper()
	for _, view := range b.snapshot.ExpectedCrashes {
		if !t.Failed() {
			t.Errorf("livetest: ExpectCrash: the view in %s did not panic", b.describeView(view))
		}
	}
}
