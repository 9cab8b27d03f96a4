package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/livetest"
)

// join starts a node that uses redis, opens a browser there and joins the chat.
func join(t *testing.T, redis, name string) *livetest.Page {
	app, end, err := newNode(redis)
	require.NoError(t, err)
	t.Cleanup(end)
	return livetest.Open(t, app.Server(nil)).Form("#name-form").Fill("name", name).Submit()
}

func say(p *livetest.Page, text string) *livetest.Page {
	return p.Form("#draft").Fill("text", text).Submit()
}

// waitTimeout ends a test that hangs.
const waitTimeout = 2 * time.Minute

// waitForTexts waits until the elements that match selector have these texts.
func waitForTexts(t *testing.T, p *livetest.Page, selector string, texts ...string) {
	t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	timeout := time.After(waitTimeout)
	want := strings.Join(texts, "\n")
	for strings.Join(p.Settle().Texts(selector), "\n") != want {
		select {
		case <-ticker.C:
		case <-timeout:
			require.Equal(t, texts, p.Texts(selector), selector)
		}
	}
}

func TestChat_TwoServers(t *testing.T) {
	redis := redistest.Start(t)
	ann, bob := join(t, redis.URL(), "Ann"), join(t, redis.URL(), "Bob")
	waitForTexts(t, ann, "#online li", "Ann", "Bob")
	waitForTexts(t, bob, "#online li", "Ann", "Bob")

	say(ann, "helo")
	waitForTexts(t, bob, "#messages .text", "helo")
	ann.Form("#draft").Fill("text", "w")
	waitForTexts(t, bob, ".typing", "Ann is typing…")
	ann.Click(".edit").Form(".editing").Fill("text", "hello").Submit()
	waitForTexts(t, bob, "#messages .text", "hello")
	require.False(t, bob.Has(".tools"))
	say(bob, "hi")
	waitForTexts(t, ann, "#messages .text", "hello", "hi")

	bob.Click(".rooms a:contains('gophers')")
	say(bob, "anybody here?")
	waitForTexts(t, ann, ".unread", "1")
	waitForTexts(t, ann.Click(".rooms a:contains('gophers')"), "#messages .text", "anybody here?")
	require.False(t, ann.Has(".unread"))
	bob.Click(".delete")
	waitForTexts(t, ann, "#messages .text")

	eve := join(t, redis.URL(), "Eve")
	require.Equal(t, []string{"hello", "hi"}, eve.Texts("#messages .text"), "messages sent before this node started")
	require.Equal(t, "The name Ann is in use. Choose another name.", joinError(t, redis.URL(), "Ann"))
}

// joinError returns the error for joining under a name on another node, or the empty string if
// there is none.
func joinError(t *testing.T, redis, name string) string {
	app, end, err := newNode(redis)
	require.NoError(t, err)
	t.Cleanup(end)
	p := livetest.Open(t, app.Server(nil))
	timeout := time.After(waitTimeout)
	for { // until the presence list has reached this node
		p = p.Form("#name-form").Fill("name", name).Submit()
		if p.Has("#name-error") && p.Text("#name-error") != "" {
			return p.Text("#name-error")
		}
		select {
		case <-timeout:
			return ""
		default:
		}
		p.Navigate("/")
	}
}

const (
	isolatedNotice = "[role=status].isolated"
	isolatedText   = "This server cannot reach the others. Your messages are kept and will be sent when the connection is restored."
)

// Redis is stopped and restarted without its data. Both nodes keep working, and their messages are
// merged.
func TestChat_RedisRestart(t *testing.T) {
	redis := redistest.Start(t)
	ann, bob := join(t, redis.URL(), "Ann"), join(t, redis.URL(), "Bob")
	waitForTexts(t, ann, "#online li", "Ann", "Bob")
	say(ann, "before")
	waitForTexts(t, bob, "#messages .text", "before")

	redis.Stop(t)
	waitForTexts(t, ann, isolatedNotice, isolatedText)
	waitForTexts(t, bob, isolatedNotice, isolatedText)
	say(ann, "ann alone")
	waitForTexts(t, ann, "#messages .text", "before", "ann alone")
	say(bob, "bob alone")
	waitForTexts(t, bob, "#messages .text", "before", "bob alone")
	require.Equal(t, []string{"before", "ann alone"}, ann.Reload().Texts("#messages .text"), "a page can be loaded without Redis")

	redis.Restart(t)
	waitForTexts(t, ann, isolatedNotice, "")
	waitForTexts(t, bob, isolatedNotice, "")
	waitForTexts(t, ann, "#online li", "Ann", "Bob")
	say(ann, "together")
	for _, p := range []*livetest.Page{ann, bob} {
		waitForTexts(t, p, "#messages .text:contains('alone'),#messages .text:contains('together')", "ann alone", "bob alone", "together")
	}
}

func TestChat_RedisUnavailableAtStart(t *testing.T) {
	ann := join(t, "redis://"+redistest.FreeAddr(), "Ann")
	waitForTexts(t, ann, isolatedNotice, isolatedText)
	waitForTexts(t, say(ann, "hello?"), "#messages .text", "hello?")
	_, _, err := newNode("http://127.0.0.1")
	require.ErrorContains(t, err, "redis")
}
