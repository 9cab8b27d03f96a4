package livetest

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// A visit is an entry of a tab's history.
type historyEntry struct {
	url      string
	document int // entries of one document have the same
}

func (m *memoryTab) navigate(to string) {
	m.t.Helper()
	m.page.close()
	m.load(to)
}

func (m *memoryTab) reload() {
	m.t.Helper()
	m.page.close()
	m.reloadEntry(m.url())
}

func (m *memoryTab) moveHistory(what string, by int) {
	m.t.Helper()
	to := m.current + by
	if to < 0 || to >= len(m.history) {
		m.t.Fatalf("livetest: %s: there is no such entry; the history is\n%s", what, m.formatHistory())
	}
	from := m.history[m.current].document
	m.current = to
	if v := m.history[to]; v.document == from {
		m.send(sentEvent{source: what}, wire.Event{Params: true, URL: v.url})
	} else {
		m.page.close()
		m.reloadEntry(v.url)
	}
}

// past prints the history.
func (m *memoryTab) formatHistory() string {
	var b strings.Builder
	for i, v := range m.history {
		mark := " "
		if i == m.current {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s %s\n", mark, v.url)
	}
	return b.String()
}

// visited adds an entry after the present one; those that followed it are gone.
func (m *memoryTab) addHistory(v historyEntry) {
	m.history = append(m.history[:min(m.current+1, len(m.history))], v)
	m.current = len(m.history) - 1
}

// follow notes that the address changed and the document stays.
func (m *memoryTab) urlChanged(url string, replace bool) {
	v := &m.history[m.current]
	if replace || v.url == url {
		v.url = url
		return
	}
	m.addHistory(historyEntry{url, v.document})
}
