package livetest

import (
	"net/http"
	"time"
)

// maxDropFrames is the largest argument of DropFrames.
const maxDropFrames = 16

// Disconnect drops the connection, like a network failure. Events of later actions are queued until
// Resume.
func (p *Page) Disconnect() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.disconnect()
	return p
}

// Resume connects again and resumes the session. If the session is gone, the page is remounted, as
// in a browser.
func (p *Page) Resume() *Page {
	p.t.Helper()
	p.requireOpen()
	if !p.tab.isLive() || p.tab.isConnected() {
		p.t.Fatalf("livetest: Resume: the page is not disconnected: call Disconnect before it")
	}
	p.tab.resume()
	return p.Settle()
}

// DropFrames drops each of the next n frames from the server, at most 16, together with the
// connection, as if the network failed while the frame was in flight. The page resumes after each.
func (p *Page) DropFrames(n int) *Page {
	p.t.Helper()
	p.requireLive("DropFrames")
	if n < 0 || n > maxDropFrames {
		p.t.Fatalf("livetest: DropFrames(%d): want 0 to %d frames", n, maxDropFrames)
	}
	p.tab.dropFrames(n)
	return p
}

// SetLatency delays each message by d, in both directions, one after the other; 0 removes the
// delay. In a synctest bubble the delays take no real time.
func (p *Page) SetLatency(d time.Duration) *Page {
	p.t.Helper()
	p.requireLive("SetLatency")
	m := p.memoryTab("SetLatency")
	if d < 0 {
		p.t.Fatalf("livetest: SetLatency(%v): the duration must not be negative", d)
	}
	m.page.faults.latency.Store(int64(d))
	return p
}

// KillSession makes the server drop the session of the page, as if it had been evicted to save
// memory. The page is remounted, at once or, if it is disconnected, by Resume. The state of the
// view is lost; what the user has entered is kept.
func (p *Page) KillSession() *Page {
	p.t.Helper()
	p.requireLive("KillSession")
	disconnected := !p.tab.isConnected()
	if disconnected {
		p.tab.resume()
	}
	p.tab.killSession()
	if disconnected {
		p.tab.disconnect()
		return p
	}
	p.tab.resume()
	return p.Settle()
}

// RestartServer replaces the server of all pages of the site and drops their connections, like a
// crash. A page opened by Mount gets a new live.Server with the same factory; for a page opened by
// Open, the test must pass the new handler as h. Each page is remounted when it next settles.
func (p *Page) RestartServer(h ...http.Handler) *Page {
	p.t.Helper()
	p.site.replace(p.t, p.nextHandler("RestartServer", h), false)
	return p.Settle()
}

// DrainServer is a graceful RestartServer: it calls Shutdown of the old handler, which asks the
// clients to reconnect. The new server remounts their pages.
func (p *Page) DrainServer(h ...http.Handler) *Page {
	p.t.Helper()
	p.site.replace(p.t, p.nextHandler("DrainServer", h), true)
	return p.Settle()
}

// nextHandler returns the handler that replaces the current one.
func (p *Page) nextHandler(method string, h []http.Handler) http.Handler {
	p.t.Helper()
	p.requireOpen()
	switch {
	case p.site.newHandler != nil && len(h) == 0:
		return p.site.newHandler()
	case p.site.newHandler != nil:
		p.t.Fatalf("livetest: %s: a page of Mount has a server of its own: pass no handler", method)
	case len(h) != 1:
		p.t.Fatalf("livetest: %s: a page of Open needs the new handler: pass it as the only argument", method)
	}
	return h[0]
}
