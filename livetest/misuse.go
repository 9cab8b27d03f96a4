package livetest

import "sync"

// A misuseReporter knows whether the test may still be failed: a goroutine that misuses a Socket may
// outlive it.
type misuseReporter struct {
	mu    sync.Mutex
	ended bool
}

// reportMisuse fails the test because of a mistake of the application: a goroutine used a Socket that it
// must not use, an attribute has no effect, or an event has a field that its type lacks. It may be called
// by any goroutine.
func (m *memoryTab) reportMisuse(err error) {
	m.misuse.mu.Lock()
	defer m.misuse.mu.Unlock()
	if !m.misuse.ended {
		m.t.Errorf("livetest: %v", err)
	}
}

// endReports makes reportMisuse ignore later calls.
func (m *memoryTab) endReports() {
	m.misuse.mu.Lock()
	defer m.misuse.mu.Unlock()
	m.misuse.ended = true
}
