package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/redistest"
)

// Two servers share one Redis, and two browsers use them through a load balancer. Redis stops and
// restarts, then a server is killed. No message is lost, and the user of that server is offline
// until it reaches the other one.
func TestChat_TwoServers(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t)
	path := buildProgram(t, "./chat")
	serve := func() *program {
		return runProgram(t, path, "127.0.0.1:0", "-redis", redis.URL(), "-secret", "one for both servers, and long enough")
	}
	at := func(p *program) string {
		return strings.Replace(strings.TrimPrefix(p.url, "http://"), "localhost", "127.0.0.1", 1)
	}
	one, two := serve(), serve()
	enter := func(server *program, name string) (*Tab, *Proxy) {
		p := NewProxy(t, at(server))
		tab := openConnected(t, p.URL())
		tab.Click("#name")
		tab.Keys(name)
		tab.Click("#join")
		tab.Until(`document.activeElement.id === "message"`)
		return tab, p
	}
	say := func(tab *Tab, text string) {
		tab.Click("#message")
		tab.Keys(text + kb.Enter)
		tab.Until(`document.querySelector("#message").value === ""`)
	}
	ann, _ := enter(one, "Ann")
	bob, balancer := enter(two, "Bob")
	const online = `[...document.querySelectorAll("#online li")].map(e => e.textContent).join()`
	const texts = `[...document.querySelectorAll("#messages .text")].map(e => e.textContent).join("|")`
	ann.Until(online + ` === "Ann,Bob"`)
	bob.Until(online + ` === "Ann,Bob"`)
	say(ann, "hello Bob")
	bob.Until(texts + ` === "hello Bob"`)
	say(bob, "hello Ann")
	ann.Until(texts + ` === "hello Bob|hello Ann"`)

	redis.Stop(t)
	const alone = `document.querySelector(".isolated").textContent.includes("cannot reach the others")`
	ann.Until(alone)
	bob.Until(alone)
	say(ann, "are you there?")
	ann.Until(texts + ` === "hello Bob|hello Ann|are you there?"`)
	redis.Restart(t)
	ann.Until(`!` + alone)
	bob.Until(texts + `.endsWith("are you there?")`)
	say(bob, "I am back")
	ann.Until(texts + `.endsWith("are you there?|I am back")`)

	bob.Click("#message")
	bob.Keys("and then")
	require.NoError(t, two.cmd.Process.Kill())
	_ = two.cmd.Wait() // it was killed
	ann.Until(online + ` === "Ann"`)
	say(ann, "Bob?")
	balancer.SetTarget(at(one))
	bob.Reconnect()
	bob.Until(texts + `.endsWith("I am back|Bob?")`)
	ann.Until(online + ` === "Ann,Bob"`)
	require.Equal(t, "and then", bob.Text(`document.querySelector("#message").value`), "the input is kept")
	bob.Click("#message")
	bob.Keys(kb.End + " my server died" + kb.Enter)
	ann.Until(texts + `.endsWith("Bob?|and then my server died")`)
	require.Empty(t, ann.Errors())
}
