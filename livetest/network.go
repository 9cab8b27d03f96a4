package livetest

import (
	"net/http"
	"time"
)

// maxLost is how many frames Lose loses at most.
const maxDropFrames = 16

// Disconnect cuts the connection without a word, as a network does. What is done until Resume waits.
func (p *Page) Disconnect() *Page {
	p.t.Helper()
	p.requireOpen()
	p.tab.disconnect()
	return p
}

// Resume connects again and takes the session up where it was; if it is gone, the page is mounted anew, as in a browser.
func (p *Page) Resume() *Page {
	p.t.Helper()
	p.requireOpen()
	if !p.tab.isLive() || p.tab.isConnected() {
		p.t.Fatalf("livetest: Resume of a page that is not disconnected")
	}
	p.tab.resume()
	return p.Settle()
}

// Lose loses each of the next n frames that the server sends, 16 at most, and the connection with it, as happens when a train enters a tunnel: the
// server has sent, nobody has received. After each the page resumes.
func (p *Page) DropFrames(n int) *Page {
	p.t.Helper()
	p.requireLive("Lose")
	if n < 0 || n > maxDropFrames {
		p.t.Fatalf("livetest: Lose(%d): from 0 to %d frames", n, maxDropFrames)
	}
	p.tab.dropFrames(n)
	return p
}

// Slow makes each message take d to get through, up or down, one after the other; 0 is a fast line again. In a synctest bubble that costs no
// time; outside of one it does.
func (p *Page) SetLatency(d time.Duration) *Page {
	p.t.Helper()
	p.requireLive("Slow")
	p.memoryTab("Slow")
	if d < 0 {
		p.t.Fatalf("livetest: Slow(%v): a negative time", d)
	}
	p.memoryTab("Slow").page.faults.latency.Store(int64(d))
	return p
}

// Kill makes the server lose the page's session, as when it was evicted to save memory. The page is mounted anew, at once or, if it is
// disconnected, by Resume. What the view held is gone; what a person typed is still there.
func (p *Page) KillSession() *Page {
	p.t.Helper()
	p.requireLive("Kill")
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

// Restart ends the server without a word, for all pages of the site, and serves with another. For a page of Mount that is a new live.Server with the
// same factory; for one of Open it is h. The pages are mounted anew, each when it settles next.
func (p *Page) RestartServer(h ...http.Handler) *Page {
	p.t.Helper()
	p.site.replace(p.t, p.nextHandler("Restart", h), false)
	return p.Settle()
}

// Drain is Restart as a careful operator does it: the handler's Shutdown tells the pages to go, and they are mounted anew by the next one.
func (p *Page) DrainServer(h ...http.Handler) *Page {
	p.t.Helper()
	p.site.replace(p.t, p.nextHandler("Drain", h), true)
	return p.Settle()
}

func (p *Page) nextHandler(what string, h []http.Handler) http.Handler {
	p.t.Helper()
	p.requireOpen()
	switch {
	case p.site.newHandler != nil && len(h) == 0:
		return p.site.newHandler()
	case p.site.newHandler != nil:
		p.t.Fatalf("livetest: %s: a page of Mount has a server of its own; give no handler", what)
	case len(h) != 1:
		p.t.Fatalf("livetest: %s: give the handler that serves from now on, as Open got one", what)
	}
	return h[0]
}
