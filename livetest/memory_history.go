package livetest

import (
	"fmt"
	"strings"

	"github.com/lively-go/lively/internal/wire"
)

// A visit is an entry of a tab's history.
type visit struct {
	url string
	doc int // entries of one document have the same
}

func (m *memoryTab) visit(to string) {
	m.t.Helper()
	m.page.leave()
	m.load(to)
}

func (m *memoryTab) reload() {
	m.t.Helper()
	m.page.leave()
	m.show(m.url())
}

func (m *memoryTab) travel(what string, by int) {
	m.t.Helper()
	to := m.now + by
	if to < 0 || to >= len(m.history) {
		m.t.Fatalf("livetest: %s: there is no such entry; the history is\n%s", what, m.past())
	}
	from := m.history[m.now].doc
	m.now = to
	if v := m.history[to]; v.doc == from {
		m.send(event{what: what}, wire.Event{Params: true, URL: v.url})
	} else {
		m.page.leave()
		m.show(v.url)
	}
}

// past prints the history.
func (m *memoryTab) past() string {
	var b strings.Builder
	for i, v := range m.history {
		mark := " "
		if i == m.now {
			mark = ">"
		}
		fmt.Fprintf(&b, "%s %s\n", mark, v.url)
	}
	return b.String()
}

// visited adds an entry after the present one; those that followed it are gone.
func (m *memoryTab) visited(v visit) {
	m.history = append(m.history[:min(m.now+1, len(m.history))], v)
	m.now = len(m.history) - 1
}

// follow notes that the address changed and the document stays.
func (m *memoryTab) follow(url string, replace bool) {
	v := &m.history[m.now]
	if replace || v.url == url {
		v.url = url
		return
	}
	m.visited(visit{url, v.doc})
}
