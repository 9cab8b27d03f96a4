package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/e2e/views"
	"github.com/lively-go/lively/internal/wire"
)

// cachePages is middleware that replies to each page load with the first page, as a wrongly
// configured cache does.
func cachePages(next http.Handler) http.Handler {
	var mu sync.Mutex
	var first []byte
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" || websocket.IsWebSocketUpgrade(r) || r.Header.Get("Accept-Encoding") == "" {
			next.ServeHTTP(w, r)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			c := &teeWriter{ResponseWriter: w}
			next.ServeHTTP(c, r)
			first = c.body.Bytes()
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(first)
	})
}

// A teeWriter records the body of a response.
type teeWriter struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (c *teeWriter) Write(b []byte) (int, error) {
	c.body.Write(b)
	return c.ResponseWriter.Write(b)
}

// pressButton clicks the button of a Pad and requires that its number is then n.
func pressButton(tab *Tab, n string) {
	tab.t.Helper()
	tab.Do(`document.querySelector("button").click()`)
	tab.Until(`document.querySelector("output").textContent === ` + quote(n))
}

// Two tabs of one browser, and another browser, get the same HTML. The first tab adopts the view.
// The others get views of their own, and none takes over the session of another.
func TestOneDocumentInManyTabs(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })), cachePages)
	ann := openConnected(t, s.url())
	require.Equal(t, 1, journal.Count("mount"))
	pressButton(ann, "1")

	second := ann.Another()
	second.Open(s.url())
	second.WaitConnected()
	bob := openConnected(t, s.url())
	token := `document.querySelector("meta[name=live-token]").content`
	require.Equal(t, ann.Text(token), second.Text(token))
	require.Equal(t, ann.Text(token), bob.Text(token))
	require.Equal(t, 3, journal.Count("mount"))

	require.Equal(t, "0", second.Content("output"), "a used token adopts no view")
	require.Equal(t, "0", bob.Content("output"))
	pressButton(second, "1")
	pressButton(bob, "1")
	pressButton(ann, "2")
	pressButton(second, "2")
	require.Zero(t, journal.Count("unmount"))
}

// Another browser that gets the page of the first one before that has joined does not adopt its view.
func TestTokenOfAnotherBrowser(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })), cachePages)
	p := NewProxy(t, s.addr)
	ann := openUnjoined(t, p)

	bob := openConnected(t, s.url()) // cookies are not separated by port, but the browsers are
	requireMounted(t, &journal, 2)   // the first view is unadopted, the second browser has another
	pressButton(bob, "1")
	p.ClearCuts()
	ann.Reconnect()
	require.Equal(t, "0", ann.Content("output"))
	requireMounted(t, &journal, 2) // the first view was adopted
}

// A duplicated tab, with a copy of sessionStorage, has a session of its own. Both tabs resume theirs.
func TestDuplicatedTab(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })))
	p := NewProxy(t, s.addr)
	tab := openConnected(t, p.URL())
	pressButton(tab, "1")
	tab.Do(`sessionStorage.setItem("copied", "yes")`)
	opened := chromedp.WaitNewTarget(tab.chromium(), func(i *target.Info) bool { return strings.HasPrefix(i.URL, "http") })
	tab.Do(`window.open(location.href)`)
	ctx, cancel := chromedp.NewContext(tab.chromium(), chromedp.WithTargetID(receive(t, opened, "the new tab")))
	t.Cleanup(cancel)
	duplicate := &Tab{t: t, browser: newChromiumTab(t, ctx)}
	duplicate.Run()
	duplicate.WaitConnected()
	require.Equal(t, "yes", duplicate.Text(`sessionStorage.getItem("copied")`))

	pressButton(duplicate, "1")
	pressButton(tab, "2")
	for range 2 { // neither takes over the session of the other
		p.CutAll()
		for _, it := range []*Tab{tab, duplicate} {
			it.Until(`document.querySelector("#live-root.live-loading") || liveSocket.isConnected()`)
			it.Reconnect()
		}
	}
	pressButton(tab, "3")
	pressButton(duplicate, "2")
	require.Equal(t, 2, journal.Count("mount"))
	require.Zero(t, journal.Count("unmount"))
}

// When another connection takes the session over, the page stays unchanged with the error class,
// and does not reconnect.
func TestSession_TakenOver(t *testing.T) {
	t.Parallel()
	var journal views.Journal
	s := newSite(t, newServer(viewFunc(func() *views.Pad { return &views.Pad{Journal: &journal} })))
	tab := newTab(t)
	received := make(chan string, 100)
	sockets := make(chan string, 100)
	require.NoError(t, chromedp.Listen(tab.chromium(), func(event any) {
		switch e := event.(type) {
		case *network.EventWebSocketFrameReceived:
			received <- string(e.Response.PayloadData)
		case *network.EventWebSocketCreated:
			sockets <- e.URL
		}
	}))
	tab.Open(s.url())
	tab.WaitConnected()
	secret := sessionSecret(t, receive(t, received, "a frame"))
	cookies, err := chromedp.Call(tab.chromium(), network.GetCookies, network.GetCookiesParams{})
	require.NoError(t, err)
	header := http.Header{}
	for _, c := range cookies.Cookies {
		header.Add("Cookie", c.Name+"="+c.Value)
	}

	dialer := websocket.Dialer{Subprotocols: []string{wire.Protocol}}
	ws, _, err := dialer.Dial("ws://"+s.addr+"/", header)
	require.NoError(t, err)
	defer ws.Close()
	resume := wire.Resume{Build: "b", Instance: "other", URL: "/", Session: secret, Version: 1, Ref: 1}
	require.NoError(t, ws.WriteMessage(websocket.TextMessage, resume.Append(nil)))
	_, reply, err := ws.ReadMessage()
	require.NoError(t, err)
	require.Contains(t, string(reply), `"resumed"`)

	tab.Until(`document.querySelector("#live-root.live-error")`)
	tab.Do(goOnline)
	tab.Do(`document.querySelector("button").click()`)
	require.Len(t, sockets, 1, "no second WebSocket")
	require.Equal(t, 1, journal.Count("mount"))
	require.Equal(t, []string{"/"}, s.loadedPages())
}

// sessionSecret returns the session in a "joined" message.
func sessionSecret(t *testing.T, message string) string {
	t.Helper()
	var parts []json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(message), &parts), message)
	var joined struct{ Session string }
	require.NoError(t, json.Unmarshal(parts[1], &joined))
	require.NotEmpty(t, joined.Session)
	return joined.Session
}
