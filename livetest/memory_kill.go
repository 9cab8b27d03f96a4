package livetest

import (
	"errors"

	"github.com/lively-go/lively/internal/testhook"
)

// errNoSession is the error of an action that ends the session of a view.
var errNoSession = errors.New("the view has no session")

func (m *memoryTab) crash(view string) error {
	if r := m.rootOf(view); viewName(r) != view || !r.IsOpen() {
		return errNoSession
	}
	m.expectCrash(view)
	return m.endView(view, testhook.Handlers.Crash)
}

func (m *memoryTab) killView(view string) error { return m.endView(view, testhook.Handlers.Kill) }

// endView calls a function that ends the session of a view, and waits for that.
func (m *memoryTab) endView(view string, end func(testhook.Handlers)) error {
	handlers := m.views.get(view).handlers
	if handlers == nil || handlers.Ended() {
		return errNoSession
	}
	ends := len(m.page.client.Ends())
	end(handlers)
	if m.page.isConnected() {
		m.page.waitFor(func() bool { return len(m.page.client.Ends()) > ends }) // or the connection is closed
	}
	return nil
}

// takeExpectedCrash reports whether the test expects that a view has panicked.
func (m *memoryTab) takeExpectedCrash(view string) bool {
	defer delete(m.expectedCrashes, view)
	return m.expectedCrashes[view]
}
