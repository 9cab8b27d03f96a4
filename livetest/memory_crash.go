package livetest

import (
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
		r := all[m.endsSeen]
		m.showUnknown(r)
		reason, view := r.Err(), viewName(r)
		switch {
		case reason == nil: // another session has taken its place since
		case reason.Reason != wire.Crashed:
		case m.expectedCrashes[view]:
			delete(m.expectedCrashes, view)
		default:
			m.t.Fatalf("livetest: a handler or Render of the view in %s panicked: see the log; if the test expects it, call ExpectCrash before the step",
				m.describeView(view))
		}
	}
}

// showUnknown shows the user that the outcome of events is not known that were sent to r before its session
// ended.
func (m *memoryTab) showUnknown(r *client.Root) {
	_, sent := r.Unacknowledged()
	first, last := r.Acknowledged()+1, r.Acknowledged()+sent
	for _, e := range m.sent {
		if e.root == r && first <= e.ref && e.ref <= last && e.binding != "" && e.binding != "live-change" {
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
