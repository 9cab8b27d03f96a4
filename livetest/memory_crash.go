package livetest

import (
	"slices"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// checkEnds handles the sessions of nested and sticky views that the server has ended. It fails the test if
// one has ended by a panic that the test does not expect.
func (m *memoryTab) checkEnds() {
	m.t.Helper()
	if m.page.client == nil {
		return
	}
	all := m.page.client.Ends()
	for ; m.endsSeen < len(all); m.endsSeen++ {
		end := all[m.endsSeen]
		m.showUnknown(end)
		m.loseAttemptsOf(end)
		if end.Root.Path() == nil { // of a sticky view, whose next session may have begun
			m.sent = slices.DeleteFunc(m.sent, func(e sentEvent) bool { return e.root == end.Root })
		}
		view := viewName(end.Root)
		switch {
		case end.Reason.Reason != wire.Crashed:
		case m.expectedCrashes[view]:
			delete(m.expectedCrashes, view)
		default:
			m.t.Fatalf("livetest: a handler or Render of the view in %s panicked: see the log; if the test expects it, call ExpectCrash before the step",
				m.describeView(view))
		}
	}
}

// showUnknown shows the user that the outcome of events is not known that were sent before a session ended.
func (m *memoryTab) showUnknown(end client.End) {
	for _, e := range m.sent {
		isUnknown := end.Acknowledged < e.ref && e.ref <= end.Acknowledged+end.Unknown
		if e.root == end.Root && isUnknown && e.binding != "" && e.binding != "live-change" {
			m.showFlash(wire.FlashMessage{Kind: wire.FlashError, Text: unknownText}, "", time.Now())
			return
		}
	}
}

// describeView returns the start tag of the root of a nested or sticky view, or its name if it is gone.
func (m *memoryTab) describeView(view string) string {
	m.sync()
	return m.document.describeView(view)
}

func (m *memoryTab) expectCrash(view string) {
	if m.expectedCrashes == nil {
		m.expectedCrashes = map[string]bool{}
	}
	m.expectedCrashes[view] = true
}

// checkExpectedCrashes fails a test that ends before a view has panicked that it expects to.
func (m *memoryTab) checkExpectedCrashes() {
	m.t.Helper()
	for view := range m.expectedCrashes {
		if !m.t.Failed() {
			m.t.Errorf("livetest: ExpectCrash: the view in %s did not panic", m.describeView(view))
		}
	}
}
