package livetest

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// A historyEntry is an entry of the history of a tab.
type historyEntry struct {
	url   string
	group int // number of the document that has made the entry; those with the same number share a document
	load  int // number of the document that was loaded when the entry was shown last
	page  int // number of the page that was shown then
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
	from := m.current
	m.current = to
	if m.history[from].group != m.history[to].group {
		m.reloadEntry(m.history[to].url)
	} else {
		m.showEntry(action, from)
	}
}

// showEntry shows the page of the current entry of the history, to which the user went from another one of the
// document.
func (m *memoryTab) showEntry(action string, from int) {
	m.t.Helper()
	entry := m.history[m.current]
	m.flush(func(debouncedEvent) bool { return true })
	if entry.page != m.id && entry.load == m.documents {
		if page := m.findAsleep(entry.page); page != nil {
			m.wake(page)
		} else if !m.visitEntry(entry.url) {
			m.current = from
			return
		}
	} else if pathOf(entry.url) != pathOf(m.url()) { // of a document that was loaded before
		if !m.visitEntry(entry.url) {
			m.current = from
		}
		return
	}
	m.history[m.current].page, m.history[m.current].load = m.id, m.documents
	if m.url() != entry.url {
		m.send(sentEvent{source: action}, "", wire.Event{Params: true, URL: entry.url})
	}
}

// pathOf returns the path of a URL without scheme and host.
func pathOf(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return path
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
	m.addHistory(historyEntry{url, entry.group, m.documents, m.id})
}
