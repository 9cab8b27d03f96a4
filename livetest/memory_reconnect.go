package livetest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// reconnect does what a browser does after the connection was lost. It fails the test if the reason
// is an error.
func (m *memoryTab) reconnect() {
	m.t.Helper()
	if m.leave() {
		return
	}
	err := m.page.readErr()
	closed, ok := errors.AsType[*client.CloseError](err)
	mismatch, differs := errors.AsType[*client.MismatchError](err)
	switch {
	case differs:
		m.t.Fatalf("livetest: patched page differs from a fresh render: %v\n%s", mismatch, formatMismatch(mismatch.Patched, mismatch.Rendered))
	case err == nil:
		m.t.Fatalf("livetest: the server did not respond within %v: is a handler blocked?\n%s", m.site.clock.timeout(), m.describeEvents())
	case errors.Is(err, errFrameDropped), !ok && m.page.generation != m.site.generation:
		m.page.abort()
		m.disconnected()
		m.resume()
		return
	case !ok:
		m.t.Fatalf("livetest: connection lost: %v", err)
	}
	m.page.abort()
	m.disconnected()
	switch {
	case closed.Reason == wire.Drain:
		m.remount()
	case closed.Code == wire.Reconnect:
		m.resume()
	case closed.Code == wire.Remount && closed.Reason == wire.Crashed && !m.takeExpectedCrash(""):
		m.t.Fatalf("livetest: a handler or Render panicked: see the log; if the test expects it, call ExpectCrash before the step")
	case closed.Code == wire.Remount:
		m.remount()
	case closed.Code == wire.Reload: // as when a login has ended
		m.reloadEntry(m.url())
	default:
		m.t.Fatalf("livetest: the server closed the session: %s", closed.Reason)
	}
}

// describeEvents returns how many events of each view are acknowledged, for failure texts.
func (m *memoryTab) describeEvents() string {
	var lines []string
	for _, r := range m.page.client.Roots() {
		in := ""
		if name := viewName(r); name != "" {
			in = fmt.Sprintf(" in the view in %s", m.describeView(name))
		}
		if in == "" || r.Acknowledged() < r.LastRef() {
			lines = append(lines, fmt.Sprintf("%d of %d events are acknowledged%s", r.Acknowledged(), r.LastRef(), in))
		}
	}
	return strings.Join(lines, "\n")
}

// formatMismatch formats the first difference between two renders.
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
	m.disconnected()
}

func (m *memoryTab) resume() {
	m.t.Helper()
	if m.page.client.Session() == "" { // of a page whose join has not been answered
		m.firstJoin()
		return
	}
	err := m.connect(m.page.client.Resume)
	closed, ok := errors.AsType[*client.CloseError](err)
	switch {
	case ok && (closed.Code == wire.Remount || closed.Reason == wire.Elsewhere):
		m.remount() // if the session is elsewhere, there is no other server to try
	case err != nil:
		m.endOrFail("resume", err)
	}
}

// endOrFail loads what is at the URL of a page that could not connect because it has ended. It fails the
// test if there is another reason.
func (m *memoryTab) endOrFail(action string, err error) {
	m.t.Helper()
	if !m.isEnded(err) {
		m.t.Fatalf("livetest: %s: %v%s", action, err, handshakeHint(err))
	}
	m.reloadEntry(m.url())
}

func (m *memoryTab) dropFrames(n int) { m.page.faults.drop.Store(int64(n)) }

func (m *memoryTab) killSession() {
	heartbeats := m.page.heartbeatCount()
	m.page.leave(func() error {
		if err := m.page.client.Write(wire.Bye); err != nil || len(m.page.client.Sticky())+len(m.page.client.Asleep()) == 0 {
			return err
		}
		return m.page.client.Write(wire.Heartbeat)
	}, func() bool { return m.page.heartbeats > heartbeats }) // or the connection is closed
	m.site.clock.waitIdle()
}
