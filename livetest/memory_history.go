package livetest

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// A historyEntry is an entry of the history of a tab.
type historyEntry struct {
	url      string
	document int // its number; entries with the same number share a document
}

func (m *memoryTab) navigate(url string) {
	m.t.Helper()
	m.load(url)
}

func (m *memoryTab) reload() {
	m.t.Helper()
	m.reloadEntry(m.url())
}

func (m *memoryTab) moveHistory(action string, by int) {
	m.t.Helper()
	to := m.current + by
	if to < 0 || to >= len(m.history) {
		m.t.Fatalf("livetest: %s: no such history entry; the history is\n%s", action, m.formatHistory())
	}
	from := m.history[m.current].document
	m.current = to
	if entry := m.history[to]; entry.document == from {
		m.send(sentEvent{source: action}, "", wire.Event{Params: true, URL: entry.url})
	} else {
		m.reloadEntry(entry.url)
	}
}

// formatHistory formats the history for failure texts.
func (m *memoryTab) formatHistory() string {
	var b strings.Builder
	for i, entry := range m.history {
		mark := " "
		if i == m.current {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s %s\n", mark, entry.url)
	}
	return b.String()
}

// addHistory adds an entry after the current one and removes those that followed it.
func (m *memoryTab) addHistory(entry historyEntry) {
	m.history = append(m.history[:min(m.current+1, len(m.history))], entry)
	m.current = len(m.history) - 1
}

// urlChanged records in the history that the URL changed within the document.
func (m *memoryTab) urlChanged(url string, replace bool) {
	entry := &m.history[m.current]
	if replace || entry.url == url {
		entry.url = url
		return
	}
	m.addHistory(historyEntry{url, entry.document})
}
