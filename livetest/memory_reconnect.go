package livetest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/wire"
)

// recover does what a browser does when the connection has ended, or fails the test.
func (m *memoryTab) reconnect() {
	m.t.Helper()
	err := m.page.readErr()
	closed, ok := errors.AsType[*client.Closed](err)
	drift, drifted := errors.AsType[*client.MismatchError](err)
	switch {
	case m.page.done == nil: // another document
		return
	case drifted:
		m.t.Fatalf("livetest: patches made another page than a fresh render: %v\n%s", drift, formatMismatch(drift.Patched, drift.Fresh))
	case err == nil:
		m.t.Fatalf("livetest: no answer within %v: does a handler wait for something?\n%d of %d events are answered",
			m.site.clock.timeout(), m.page.client.Acknowledged(), m.page.client.LastRef())
	case errors.Is(err, errFrameDropped), !ok && m.page.generation != m.site.generation:
		m.page.abort()
		m.resume()
		return
	case !ok:
		m.t.Fatalf("livetest: connection lost: %v", err)
	}
	m.page.abort()
	switch {
	case closed.Code == wire.Reconnect:
		m.resume()
	case closed.Code == wire.Remount && closed.Reason == wire.Crashed:
		m.t.Fatalf("livetest: a handler or Render panicked; the log says where")
	case closed.Code == wire.Remount:
		m.remount()
	case closed.Code == wire.Reload:
		m.t.Fatalf("livetest: the page is not live: its own URL does not answer with it; the log says why")
	default:
		m.t.Fatalf("livetest: the server stopped the page: %s", closed.Reason)
	}
}

// compare shows two documents from where they differ.
func formatMismatch(patched, fresh *diff.Snapshot) string {
	a, b := patched.AppendCanonical(nil), fresh.AppendCanonical(nil)
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	around := func(s []byte) string {
		text := string(s[max(0, same-80):min(len(s), same+80)])
		return strings.ToValidUTF8(text, "")
	}
	return fmt.Sprintf("patched: …%s…\nfresh:   …%s…", around(a), around(b))
}

func (m *memoryTab) disconnect() {
	m.page.abort()
	m.site.clock.waitIdle()
}

func (m *memoryTab) resume() {
	m.t.Helper()
	err := m.page.connect(m.site, &m.hooks, m.page.client.Resume)
	for tries := 0; isBusy(err) && tries < maxRounds; tries++ {
		time.Sleep(busyRetryDelay)
		err = m.page.connect(m.site, &m.hooks, m.page.client.Resume)
	}
	if closed, ok := errors.AsType[*client.Closed](err); ok && closed.Code == wire.Remount {
		m.remount()
		return
	}
	if err != nil {
		m.t.Fatalf("livetest: resume: %v", err)
	}
}

// busyFor is how long a page waits that was told to come again: as long as a browser does at most after the first time.
const busyRetryDelay = 500 * time.Millisecond

// isBusy says that the server, or something before it, may let the page resume in a moment.
func isBusy(err error) bool {
	if closed, ok := errors.AsType[*client.Closed](err); ok {
		return closed.Reason == wire.Busy
	}
	status, ok := errors.AsType[*synthetic.Status](err)
	return ok && status.Temporary()
}

func (m *memoryTab) dropFrames(n int) { m.page.faults.drop.Store(int64(n)) }

func (m *memoryTab) killSession() {
	m.page.close()
	m.site.clock.waitIdle()
}
