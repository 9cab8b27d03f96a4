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

// A fakeServer serves one page and responds to each kind of message with a fixed frame.
type fakeServer struct {
	root  string
	event string // the frame after an event
	full  string // the frame with a full render
}

func (s *fakeServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasSuffix(r.URL.Path, ".css"):
		w.Header().Set("Content-Type", "text/css")
		_, _ = io.WriteString(w, "/* the styles */")
		return
	case strings.HasPrefix(r.URL.Path, "/_live/"):
		w.Header().Set("Content-Type", "text/javascript")
		_, _ = io.WriteString(w, "// the client")
		return
	}
	if !websocket.IsWebSocketUpgrade(r) {
		_, _ = io.WriteString(w, `<!doctype html><title>Fake</title><meta name="live-token" content="t"><script defer src="/_live/live.0.js"></script><div id="live-root">`+s.root+`</div><div id="live-flash"></div>`)
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
		frame := ""
		switch kind, _, _ := strings.Cut(string(msg), ","); kind {
		case `["join"`:
			frame = `["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]`
		case `["e"`:
			frame = s.event
		case `["html"`:
			frame = s.full
		case `["h"]`:
			frame = string(msg)
		case `["bye"]`:
			return
		}
		if frame != "" {
			_ = ws.WriteMessage(websocket.TextMessage, []byte(frame))
		}
	}
}

const page = `<p>one</p><button live-click="x">x</button>`

// Patches that result in another page than a fresh render fail the test at the next step, and so do
// patches that cannot be applied.
func TestMismatch(t *testing.T) {
	s := &fakeServer{root: page, event: `[1,[[2,[2,0,"two"]]]]`, full: `[0,[[1,"` + strings.ReplaceAll(page, `"`, `\"`) + `"]]]`}
	require.Equal(t, "one", livetest.Open(t, s).Text("p"), "correct server")

	text := failure(t, func(t testing.TB) {
		p := livetest.Open(t, s)
		s.full = `[0,[[2,"<p>three</p><button live-click=\"x\">x</button>"]]]`
		p.Click("button")
	})
	require.Contains(t, text, "patched page differs from a fresh render")
	require.Contains(t, text, "patched: …<p>two</p>")
	require.Contains(t, text, "fresh:   …<p>three</p>")

	s.full = `[0,[[1,"` + strings.ReplaceAll(page, `"`, `\"`) + `"]]]`
	s.event = `[1,[[2,[9,0,"two"]]]]`
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, s).Click("button") }), "version 1")
}

// The patched page and a fresh render can have equal HTML but different nodes: adjacent texts are one
// node in a browser.
func TestMismatch_Nodes(t *testing.T) {
	s := &fakeServer{root: `a<b></b>c`, full: `[0,[[1,"a<b></b>c"]]]`}
	p := livetest.Open(t, s)
	require.Equal(t, 1, p.Count("b"))
	s.full = `[0,[[1,"a<b>c</b>"]]]`
	require.Contains(t, failure(t, func(t testing.TB) {
		p := livetest.Open(t, &fakeServer{root: s.root, full: s.full})
		p.Settle()
	}), "patched page differs from a fresh render")
}

func TestDuplicateKey(t *testing.T) {
	s := &fakeServer{root: `<ul><li id="a"></li><li id="a"></li></ul>`, full: `[0,[[1,"<ul><li id=\"a\"></li><li id=\"a\"></li></ul>"]]]`}
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, s) }), `duplicate key "a" among siblings, line 1`)
}

// A server that violates the protocol fails the test.
func TestProtocolViolation(t *testing.T) {
	for frame, want := range map[string]string{
		`[3]`:             "3 events",
		`["@",2,[1]]`:     "session",
		`[1,[[2,"<p>"`:    "malformed",
		`["resumed",{}]x`: "malformed",
	} {
		s := &fakeServer{root: page, event: frame, full: `[0,[[1,"` + strings.ReplaceAll(page, `"`, `\"`) + `"]]]`}
		text := failure(t, func(t testing.TB) { livetest.Open(t, s).Click("button") })
		require.Contains(t, text, "connection lost")
		require.Contains(t, text, want)
	}
}
