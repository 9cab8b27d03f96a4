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

// padProxy opens a pad through a proxy.
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

// padApplied wants that each key and each press arrived once, in order.
func requireApplied(t *testing.T, journal *views.Journal, tab *Tab, typed string, presses int) {
	t.Helper()
	tab.Until(`liveSocket.isConnected() && document.querySelector("#echo").textContent === ` + quote(typed) +
		` && document.querySelector("output").textContent === ` + quote(strconv.Itoa(presses)))
	require.Equal(t, typed, tab.Value("text"))
	require.Equal(t, "[]", tab.JSON("window.refused"))
	require.Equal(t, 1, journal.Count("mount"), "the view was mounted anew: the session was lost")
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
	require.Equal(t, typed, keys.String(), "of each key exactly one event is applied, in order")
	require.Equal(t, presses, n)
}

// The connection breaks again and again while a person types, at every place: between messages, inside one, on the way up and on
// the way down, before the first message and after it. No key is lost and none arrives twice.
func TestTypingThroughCuts(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	var typed strings.Builder
	presses := 0
	cuts := []Cut{ // a resume is some 200 bytes up, and as many down
		{Up: true, Bytes: 0}, {Up: false, Bytes: 0}, {Up: true, Bytes: 1}, {Up: false, Bytes: 1}, {Up: true, Bytes: 40}, {Up: false, Bytes: 20},
		{Up: true, Bytes: 90}, {Up: false, Bytes: 60}, {Up: true, Bytes: 150}, {Up: true, Bytes: 260}, {Up: false, Bytes: 110},
		{Up: true, Bytes: 400}, {Up: false, Bytes: 135}, {Up: true, Bytes: 530}, {Up: false, Bytes: 400},
	}
	for i, cut := range cuts {
		p.CutNext(cut)
		p.CutAll()
		for waits := 1; waits > 0; _, waits = p.Stats() {
			word := fmt.Sprintf("w%d.", i)
			tab.Keys(word)
			typed.WriteString(word)
			if i%3 == 0 {
				tab.Do(`document.querySelector("button").click()`)
				presses++
			}
			tab.Do(goOnline)
		}
	}
	tab.Keys("end")
	typed.WriteString("end")
	tab.Do(goOnline)
	requireApplied(t, journal, tab, typed.String(), presses)
	up, down := p.CutsInsideFrame()
	require.GreaterOrEqual(t, up, 3, "cuts inside a frame that goes up")
	require.GreaterOrEqual(t, down, 3, "cuts inside a frame that comes down")
}

// The same over a line that takes half a second in each direction.
func TestTypingThroughCuts_SlowConnection(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	p.Delay(500 * time.Millisecond)
	// A browser keeps 200 events while it is offline: here, two for each key.
	var typed strings.Builder
	for i, cut := range []Cut{{Up: true, Bytes: 300}, {Up: false, Bytes: 100}, {Up: false, Bytes: 200}} {
		p.CutNext(cut)
		p.CutAll()
		for waits := 1; waits > 0; _, waits = p.Stats() {
			word := fmt.Sprintf("%d.", i)
			tab.Keys(word)
			typed.WriteString(word)
			tab.Do(goOnline)
		}
		tab.Keys("on.")
		typed.WriteString("on.")
		tab.WaitConnected()
	}
	requireApplied(t, journal, tab, typed.String(), 0)
}

// A line that is dead without a word, a cable pulled out, is noticed when an event gets no answer, and left for another.
func TestDeadConnection(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	tab.Keys("before.")
	requireApplied(t, journal, tab, "before.", 0)
	p.Freeze()
	tab.Keys("after.")
	tab.Until(`document.querySelector("#live-root.live-loading")`)
	requireApplied(t, journal, tab, "before.after.", 0)
	sockets, _ := p.Stats()
	require.Equal(t, 2, sockets)
}

// A browser that hears that the network is back, before the server has answered its resume, and loses the answer, still has a
// secret that is good.
func TestResume_ReplyLost(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	tab.Keys("before.")
	requireApplied(t, journal, tab, "before.", 0)
	p.Delay(200 * time.Millisecond)
	p.CutNext(Cut{Bytes: 50}) // inside the answer
	p.CutAll()
	eventually(t, func() bool {
		tab.Do(goOnline)
		_, down := p.CutsInsideFrame()
		return down == 1
	}, func() string { return "the answer is not cut" })
	tab.Keys("after.")
	requireApplied(t, journal, tab, "before.after.", 0)
}

// An acknowledgement that falls due while a resume waits for its answer is part of the resume: said twice, it would count frames
// that were never sent.
func TestResume_AckDue(t *testing.T) {
	t.Parallel()
	journal, p, tab := openPad(t)
	p.Delay(90 * time.Millisecond) // the socket opens after 180 ms, the ack is due after 250, the answer comes after 360
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
