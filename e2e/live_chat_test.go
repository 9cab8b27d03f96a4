package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/chat/chat"
	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/pubsub"
)

// Two users join, type, write, edit, delete and leave. The input is cleared and keeps the focus.
func TestChat_TwoTabs(t *testing.T) {
	t.Parallel()
	withPolicy := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", strictPolicy)
			next.ServeHTTP(w, r)
		})
	}
	s := newSite(t, chat.New(new(store.Memory), new(pubsub.Local)).Server(nil), withPolicy)
	enter := func(name string) *Tab {
		tab := openConnected(t, s.url())
		answerDialogs(tab, true)
		tab.Click("#name")
		tab.Keys(name)
		tab.Click("#join")
		tab.Until(`document.activeElement.id === "message"`)
		return tab
	}
	ann, bob := enter("Ann"), enter("Bob")
	const online = `[...document.querySelectorAll("#online li")].map(e => e.textContent).join()`
	ann.Until(online + ` === "Ann,Bob"`)
	bob.Until(online + ` === "Ann,Bob"`)

	const texts = `[...document.querySelectorAll("#messages .text")].map(e => e.textContent).join("|")`
	ann.Keys("hello Bob")
	bob.Until(`document.querySelector(".typing").textContent === "Ann is typing…"`)
	ann.Keys(kb.Enter)
	bob.Until(texts + ` === "hello Bob"`)
	bob.Until(`document.querySelector(".typing").textContent === ""`)
	ann.Until(`document.querySelector("#message").value === ""`)
	require.Equal(t, "message", ann.Text(`document.activeElement.id`))

	bob.Click("#message")
	bob.Keys("hello Ann")
	bob.Click("#send")
	ann.Until(texts + ` === "hello Bob|hello Ann"`)
	ann.Click(".own .edit")
	ann.Until(`document.activeElement.matches(".editing input")`)
	ann.Keys(kb.End + "!" + kb.Enter)
	bob.Until(texts + ` === "hello Bob!|hello Ann"`)
	bob.Click(".own .delete") // the confirmation is answered with yes
	ann.Until(texts + ` === "hello Bob!"`)

	bob.Click(".rooms a:nth-child(2)")
	ann.Until(online + ` === "Ann"`)
	ann.Click("#message")
	ann.Keys("gone?" + kb.Enter)
	bob.Until(`document.querySelector(".unread")?.textContent === "1"`)
	bob.Do(`history.back()`)
	bob.Until(texts + ` === "hello Bob!|gone?"`)

	bob.Do(`window.isOld = true`)
	bob.Leave(`location.reload()`)
	bob.Until(`!window.isOld && window.liveSocket?.isConnected() && ` + texts + ` === "hello Bob!|gone?"`)
	ann.Until(online + ` === "Ann,Bob"`)
	require.Empty(t, ann.Errors())
	require.Empty(t, bob.Errors())
}

// Older messages are loaded when the user scrolls up, and the visible messages do not move.
func TestChat_ScrollingUp(t *testing.T) {
	t.Parallel()
	kept := new(store.Memory)
	for i := range 100 {
		require.NoError(t, kept.Add(t.Context(), store.Message{ID: store.NewID(), Room: "lobby", Author: "x", Name: "Eve", Text: fmt.Sprint("line ", i)}))
	}
	s := newSite(t, chat.New(kept, new(pubsub.Local)).Server(nil))
	tab := openConnected(t, s.url())
	tab.Click("#name")
	tab.Keys("Ann" + kb.Enter)
	tab.Until(`document.activeElement.id === "message"`)
	const lines = `document.querySelectorAll("#messages .text").length`
	tab.Until(lines + ` === 30`)
	tab.Do(`window.last = [...document.querySelectorAll("#messages .text")].at(-1).getBoundingClientRect()`)
	require.Equal(t, "true", tab.Text(`last.bottom <= document.querySelector(".draft").getBoundingClientRect().top`), "the newest message is visible first")

	tab.Do(`window.visible = [...document.querySelectorAll("#messages .text")].find(e => e.textContent === "line 75")
		visible.scrollIntoView({ block: "start" })
		window.before = visible.getBoundingClientRect().top`)
	require.Equal(t, "30", tab.Text(lines), "the oldest message is not near")
	tab.Do(`document.querySelector("#messages .text").scrollIntoView({ block: "start" })
		window.visible = document.querySelector("#messages .text")
		window.before = visible.getBoundingClientRect().top`)
	tab.Until(lines + ` === 60`)
	require.Equal(t, "true", tab.Text(`Math.abs(visible.getBoundingClientRect().top - before) < 2`), "the visible message does not move")
	tab.Do(`document.querySelector("#messages .text").scrollIntoView()`)
	tab.Until(lines + ` === 90`)
	tab.Do(`document.querySelector("#messages .text").scrollIntoView()`)
	tab.Until(lines + ` === 100 && !document.querySelector("#older")`)
	require.Empty(t, tab.Errors())
}

// Over a connection with half a second of latency, which breaks, each message arrives once and in
// order, and the input is cleared.
func TestChat_SlowConnection(t *testing.T) {
	t.Parallel()
	s := newSite(t, chat.New(new(store.Memory), new(pubsub.Local)).Server(nil))
	p := NewProxy(t, s.addr)
	enter := func(url, name string) *Tab {
		tab := openConnected(t, url)
		tab.Click("#name")
		tab.Keys(name + kb.Enter)
		tab.Until(`document.activeElement.id === "message"`)
		return tab
	}
	ann, bob := enter(p.URL(), "Ann"), enter(s.url(), "Bob")
	p.Delay(250 * time.Millisecond)
	const texts = `[...document.querySelectorAll("#messages .text")].map(e => e.textContent).join("|")`
	sent := ""
	for i, word := range []string{"one", "two", "three", "four"} {
		ann.Keys(word + kb.Enter)
		if i%2 == 1 {
			p.CutAll()
			ann.Reconnect()
		}
		sent = strings.TrimPrefix(sent+"|"+word, "|")
		ann.Until(texts + ` === "` + sent + `" && document.querySelector("#message").value === ""`)
		bob.Until(texts + ` === "` + sent + `"`)
	}
	require.Empty(t, ann.Errors())
}
