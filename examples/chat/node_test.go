package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/redistest"
	"github.com/lively-go/lively/livetest"
)

// enter opens a browser at a server of its own, which shares redis with others, and goes in.
func enter(t *testing.T, redis, name string) *livetest.Page {
	app, end, err := node(redis)
	require.NoError(t, err)
	t.Cleanup(end)
	return livetest.Open(t, app.Server(nil)).Form("#entry").Fill("name", name).Submit()
}

func say(p *livetest.Page, text string) *livetest.Page {
	return p.Form("#draft").Fill("text", text).Submit()
}

// shows waits until a page shows texts.
func shows(t *testing.T, p *livetest.Page, sel string, texts ...string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	over := time.After(30 * time.Second)
	want := strings.Join(texts, "\n")
	for strings.Join(p.Settle().Texts(sel), "\n") != want {
		select {
		case <-tick.C:
		case <-over:
			require.Equal(t, texts, p.Texts(sel), sel)
		}
	}
}

func TestTwoServersAreOneChat(t *testing.T) {
	redis := redistest.Start(t)
	ann, bob := enter(t, redis.URL(), "Ann"), enter(t, redis.URL(), "Bob")
	shows(t, ann, "#online li", "Ann", "Bob")
	shows(t, bob, "#online li", "Ann", "Bob")

	say(ann, "helo")
	shows(t, bob, "#messages .text", "helo")
	ann.Form("#draft").Fill("text", "w")
	shows(t, bob, ".typing", "Ann is typing…")
	ann.Click(".edit").Form(".editing").Fill("text", "hello").Submit()
	shows(t, bob, "#messages .text", "hello")
	require.False(t, bob.Has(".tools"))
	say(bob, "hi")
	shows(t, ann, "#messages .text", "hello", "hi")

	bob.Click(".rooms a:contains('gophers')")
	say(bob, "anybody here?")
	shows(t, ann, ".unread", "1")
	shows(t, ann.Click(".rooms a:contains('gophers')"), "#messages .text", "anybody here?")
	require.False(t, ann.Has(".unread"))
	bob.Click(".delete")
	shows(t, ann, "#messages .text")

	eve := enter(t, redis.URL(), "Eve")
	require.Equal(t, []string{"hello", "hi"}, eve.Texts("#messages .text"), "what was said before this server was there")
	require.Equal(t, "Ann is here already. Take another name.", enterAs(t, redis.URL(), "Ann"))
}

// enterAs says why somebody cannot go by a name on yet another server.
func enterAs(t *testing.T, redis, name string) string {
	app, end, err := node(redis)
	require.NoError(t, err)
	t.Cleanup(end)
	p := livetest.Open(t, app.Server(nil))
	over := time.After(30 * time.Second)
	for { // until this server knows who is there
		p = p.Form("#entry").Fill("name", name).Submit()
		if p.Has("#name-error") && p.Text("#name-error") != "" {
			return p.Text("#name-error")
		}
		select {
		case <-over:
			return ""
		default:
		}
		p.Navigate("/")
	}
}

const alone = "[role=status].alone"

// Redis goes, comes back with nothing in it, and the chat goes on.
func TestRedisGoesAndComesBack(t *testing.T) {
	redis := redistest.Start(t)
	ann, bob := enter(t, redis.URL(), "Ann"), enter(t, redis.URL(), "Bob")
	shows(t, ann, "#online li", "Ann", "Bob")
	say(ann, "before")
	shows(t, bob, "#messages .text", "before")

	redis.Stop(t)
	says := "This server cannot reach the others. What you say is kept, and told to all when it can."
	shows(t, ann, alone, says)
	shows(t, bob, alone, says)
	say(ann, "ann alone")
	shows(t, ann, "#messages .text", "before", "ann alone")
	say(bob, "bob alone")
	shows(t, bob, "#messages .text", "before", "bob alone")
	require.Equal(t, []string{"before", "ann alone"}, ann.Reload().Texts("#messages .text"), "a page can be loaded")

	redis.Restart(t)
	shows(t, ann, alone, "")
	shows(t, bob, alone, "")
	shows(t, ann, "#online li", "Ann", "Bob")
	say(ann, "together")
	for _, p := range []*livetest.Page{ann, bob} {
		shows(t, p, "#messages .text:contains('alone'),#messages .text:contains('together')", "ann alone", "bob alone", "together")
	}
}

// Redis is not there at the start.
func TestRedisIsNotThere(t *testing.T) {
	ann := enter(t, "redis://"+redistest.FreeAddr(), "Ann")
	shows(t, ann, alone, "This server cannot reach the others. What you say is kept, and told to all when it can.")
	shows(t, say(ann, "hello?"), "#messages .text", "hello?")
	_, _, err := node("http://127.0.0.1")
	require.ErrorContains(t, err, "redis")
}
