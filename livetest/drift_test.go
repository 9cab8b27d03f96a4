package livetest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/livetest"
)

// A liar serves one page and answers each kind of message as the test says.
type liar struct {
	root  string
	event string // the frame after an event
	full  string // the frame that holds the full HTML
}

func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		_, _ = io.WriteString(w, `<title>Liar</title><meta name="live-token" content="t"><div id="live-root">`+l.root+`</div><div id="live-flash"></div>`)
		return
	}
	ws, err := (&websocket.Upgrader{Subprotocols: []string{wire.Protocol}}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	for {
		_, msg, err := ws.ReadMessage()
		if err != nil {
			return
		}
		answer := ""
		switch kind, _, _ := strings.Cut(string(msg), ","); kind {
		case `["join"`:
			answer = `["joined",{"session":"s","epoch":1,"adopted":true,"version":1,"resume":30000}]`
		case `["e"`:
			answer = l.event
		case `["html"`:
			answer = l.full
		case `["h"]`:
			answer = string(msg)
		case `["bye"]`:
			return
		}
		if answer != "" {
			_ = ws.WriteMessage(websocket.TextMessage, []byte(answer))
		}
	}
}

const page = `<p>one</p><button live-click="x">x</button>`

// Patches that lead somewhere else than a fresh render are found at the next step, and so are patches that do not fit.
func TestDrift(t *testing.T) {
	l := &liar{root: page, event: `[1,[[0,2,[2,0,"two"]]]]`, full: `[0,[[0,1,"` + strings.ReplaceAll(page, `"`, `\"`) + `"]]]`}
	require.Equal(t, "one", livetest.Open(t, l).Text("p"), "an honest page")

	said := failure(t, func(t testing.TB) {
		p := livetest.Open(t, l)
		l.full = `[0,[[0,2,"<p>three</p><button live-click=\"x\">x</button>"]]]`
		p.Click("button")
	})
	require.Contains(t, said, "patches made another page than a fresh render")
	require.Contains(t, said, "patched: …<p>two</p>")
	require.Contains(t, said, "fresh:   …<p>three</p>")

	l.full = `[0,[[0,1,"` + strings.ReplaceAll(page, `"`, `\"`) + `"]]]`
	l.event = `[1,[[0,2,[9,0,"two"]]]]`
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, l).Click("button") }), "apply patch to version 1")
}

// The same bytes may be another tree: two texts side by side are one in a browser.
func TestDriftOfNodes(t *testing.T) {
	l := &liar{root: `a<b></b>c`, full: `[0,[[0,1,"a<b></b>c"]]]`}
	p := livetest.Open(t, l)
	require.Equal(t, 1, p.Count("b"))
	l.full = `[0,[[0,1,"a<b>c</b>"]]]`
	require.Contains(t, failure(t, func(t testing.TB) {
		p := livetest.Open(t, &liar{root: l.root, full: l.full})
		p.Settle()
	}), "patches made another page")
}

func TestDuplicateKeys(t *testing.T) {
	l := &liar{root: `<ul><li id="a"></li><li id="a"></li></ul>`, full: `[0,[[0,1,"<ul><li id=\"a\"></li><li id=\"a\"></li></ul>"]]]`}
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, l) }), `key "a" stands twice among the children of one element, line 1`)
}

// A server that breaks the protocol, or hangs up.
func TestAServerThatMisbehaves(t *testing.T) {
	for answer, want := range map[string]string{
		`[3]`:             "a frame acknowledges 3 events, 1 are pending",
		`[1,[[7,2,[]]]]`:  "root 7 is not on this page",
		`[1,[[0,2,"<p>"`:  "malformed message",
		`["resumed",{}]x`: "malformed message",
	} {
		l := &liar{root: page, event: answer, full: `[0,[[0,1,"` + strings.ReplaceAll(page, `"`, `\"`) + `"]]]`}
		said := failure(t, func(t testing.TB) { livetest.Open(t, l).Click("button") })
		require.Contains(t, said, "connection lost")
		require.Contains(t, said, want)
	}
}
