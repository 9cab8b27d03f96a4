package livetest

import "net/http"

// load goes to another document, as links do.
func (m *memoryTab) load(to string) {
	m.t.Helper()
	m.submitTo(http.MethodGet, to, "")
}

// submitTo goes to the document that answers a request; form is its body.
func (m *memoryTab) submitTo(method, to, form string) {
	m.t.Helper()
	m.request(method, to, form)
	m.docs++
	m.visited(visit{m.url(), m.docs})
}

// show loads the document of the present entry of the history.
func (m *memoryTab) show(to string) {
	m.t.Helper()
	m.request(http.MethodGet, to, "")
	m.history[m.now].url = m.url()
}

func (m *memoryTab) request(method, to, form string) {
	m.t.Helper()
	m.before = measure{renders: int(m.renders.Load())}
	b, err := m.site.open(&m.watch, method, to, form)
	if err != nil {
		m.t.Fatalf("livetest: %v", err)
	}
	m.page, m.of, m.sent, m.heard, m.gone = b, nil, nil, 0, ""
	m.focus, m.later = place{}, nil
	m.edited = map[control]bool{}
	m.typed, m.marked, m.flash, m.pushed = map[control]entry{}, map[control]bool{}, map[string]string{}, map[string][]string{}
	if m.look(); b.c == nil {
		return
	}
	if err := b.connect(m.site, &m.watch, b.c.Join); err != nil {
		m.t.Fatalf("livetest: join %s: %v", to, err)
	}
	if !b.c.Adopted() {
		m.t.Errorf("livetest: GET %s rendered a view that was not adopted: another was mounted", to)
	}
}

// leave goes to another page, as a link does.
func (m *memoryTab) leave(to string) {
	m.t.Helper()
	at, ours := resolve(m.url(), to)
	m.page.leave()
	if m.gone = at; ours && m.site.follow {
		m.load(at)
	}
}
