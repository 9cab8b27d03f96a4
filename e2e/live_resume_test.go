package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
)

// openPad opens a Pad through a proxy.
func openPad(t *testing.T) (*views.Journal, *Proxy, *Tab) {
	t.Helper()
	journal := new(views.Journal)
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: journal} })))
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL())
	tab.Do(`window.refused = []; addEventListener("live:error", e => window.refused.push(e.detail.why))`)
	tab.Click("[name=text]")
	return journal, p, tab
}

// requireApplied requires that each key and each press was handled once, in order.
func requireApplied(t *testing.T, journal *views.Journal, tab *Tab, typed string, presses int) {
	t.Helper()
	tab.Until(`liveSocket.isConnected() && document.querySelector("#echo").textContent === ` + quote(typed) +
		` && document.querySelector("output").textContent === ` + quote(strconv.Itoa(presses)))
	require.Equal(t, typed, tab.Value("text"))
	require.Equal(t, "[]", tab.JSON("window.refused"))
	require.Equal(t, 1, journal.Count("mount"), "the view was remounted: the session was lost")
	require.Zero(t, journal.Count("unmount"))
	var keys strings.Builder
	var n int
	for _, line := range journal.Lines() {
		if key, ok := strings.CutPrefix(line, "key "); ok {
			keys.WriteString(key)
		} else if strings.HasPrefix(line, "press ") {
			n++
		}
	}
	require.Equal(t, typed, keys.String(), "one event is applied for each key, in order")
	require.Equal(t, presses, n)
}

// mayType reports whether another word may be typed: the first two at once, others when all input
// is acknowledged. A client keeps 200 events, and each key causes two, however long it takes to
// connect on a busy machine.
func mayType(tab *Tab, words int, typed string) bool {
	tab.t.Helper()
	return words < 2 || tab.Content("#echo") == typed
}

// The connection breaks repeatedly while a user types: between messages and inside one, in both
// directions, before the first message and after it. Each key arrives once.
func TestTypingThroughCuts(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	var typed strings.Builder
	presses := 0
	cuts := []Cut{ // a resume has about 200 bytes in each direction
		{Up: true, Bytes: 0}, {Up: false, Bytes: 0}, {Up: true, Bytes: 1}, {Up: false, Bytes: 1}, {Up: true, Bytes: 40}, {Up: false, Bytes: 20},
		{Up: true, Bytes: 90}, {Up: false, Bytes: 60}, {Up: true, Bytes: 150}, {Up: true, Bytes: 260}, {Up: false, Bytes: 110},
		{Up: true, Bytes: 400}, {Up: false, Bytes: 135}, {Up: true, Bytes: 530}, {Up: false, Bytes: 400},
	}
	for i, cut := range cuts {
		p.CutNext(cut)
		p.CutAll()
		words := 0
		for pending := 1; pending > 0; _, pending = p.Stats() {
			tab.Do(goOnline)
			if !mayType(tab, words, typed.String()) {
				continue
			}
			words++
			word := fmt.Sprintf("w%d.", i)
			tab.Keys(word)
			typed.WriteString(word)
			if i%3 == 0 {
				tab.Do(`document.querySelector("button").click()`)
				presses++
			}
		}
	}
	tab.Keys("end")
	typed.WriteString("end")
	tab.Do(goOnline)
	requireApplied(t, journal, tab, typed.String(), presses)
	up, down := p.CutsInsideFrame()
	require.GreaterOrEqual(t, up, 3, "cuts inside a frame to the server")
	require.GreaterOrEqual(t, down, 3, "cuts inside a frame to the browser")
}

// The same with half a second of latency in each direction.
func TestTypingThroughCuts_SlowConnection(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	p.Delay(500 * time.Millisecond)
	var typed strings.Builder
	for i, cut := range []Cut{{Up: true, Bytes: 300}, {Up: false, Bytes: 100}, {Up: false, Bytes: 200}} {
		p.CutNext(cut)
		p.CutAll()
		words := 0
		for pending := 1; pending > 0; _, pending = p.Stats() {
			tab.Do(goOnline)
			if !mayType(tab, words, typed.String()) {
				continue
			}
			words++
			word := fmt.Sprintf("%d.", i)
			tab.Keys(word)
			typed.WriteString(word)
		}
		tab.Keys("on.")
		typed.WriteString("on.")
		tab.WaitConnected()
	}
	requireApplied(t, journal, tab, typed.String(), 0)
}

// A connection that stops forwarding without being closed is detected when an event is not
// acknowledged, and replaced.
func TestDeadConnection(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	tab.Keys("before.")
	requireApplied(t, journal, tab, "before.", 0)
	p.Freeze()
	tab.Keys("after.")
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	requireApplied(t, journal, tab, "before.after.", 0)
	opened, _ := p.Stats()
	require.GreaterOrEqual(t, opened, 2)
}

// The reply to a resume is lost, after a second "online" event arrived while the browser was
// waiting for it. The session token of the browser stays valid.
func TestResume_ReplyLost(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	tab.Keys("before.")
	requireApplied(t, journal, tab, "before.", 0)
	p.Delay(200 * time.Millisecond)
	p.CutNext(Cut{Bytes: 50}) // inside the reply
	p.CutAll()
	eventually(t, func() bool {
		tab.Do(goOnline)
		_, down := p.CutsInsideFrame()
		return down == 1
	}, func() string { return "the reply was not cut" })
	tab.Keys("after.")
	requireApplied(t, journal, tab, "before.after.", 0)
}

// An ack that is due while a resume is unanswered is part of the resume. Sent twice, it would
// acknowledge frames that the server has not sent.
func TestResume_AckDue(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	p.Delay(90 * time.Millisecond) // the WebSocket opens after 180 ms, the ack is due after 250 ms, the reply arrives after 360 ms
	typed := ""
	for range 4 {
		tab.Keys("a")
		typed += "a"
		tab.Until(`document.querySelector("#echo").textContent === ` + quote(typed))
		p.CutAll()
		tab.Until(`!liveSocket.isConnected()`)
		tab.Reconnect()
	}
	requireApplied(t, journal, tab, typed, 0)
}
