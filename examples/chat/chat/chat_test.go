package chat_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/chat/chat"
	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/examples/chat/store/storetest"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// runChat runs test with a chat in a synctest bubble. join opens a browser and joins under a name.
func runChat(t *testing.T, test func(t *testing.T, join func(name string) *livetest.Page)) {
	synctest.Test(t, func(t *testing.T) {
		app := chat.New(new(store.Memory), new(pubsub.Local))
		test(t, func(name string) *livetest.Page {
			return livetest.Open(t, app.Server(nil)).Form("#name-form").Fill("name", name).Submit()
		})
	})
}

func say(p *livetest.Page, text string) *livetest.Page {
	return p.Form("#draft").Fill("text", text).Submit()
}

const messageError = "#message-error"

func TestChat_TwoUsersTalk(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("bob")
		require.Equal(t, []string{"Ann", "bob"}, ann.Settle().Texts("#online li"))
		say(ann, "hi :wave:")
		require.Equal(t, "", ann.Form("#draft").Value("text"))
		say(bob, "see https://go.dev/doc.")
		require.Equal(t, []string{"hi 👋", "see https://go.dev/doc."}, ann.Settle().Texts("#messages .text"))
		require.Equal(t, []string{"Ann", "bob"}, bob.Texts("#messages b"))
		require.Equal(t, "https://go.dev/doc", ann.Attr("#messages a", "href"))
	})
}

func TestJoin_RejectsInvalidAndTakenNames(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		join("Ann")
		p := join("ann")
		require.Equal(t, "The name ann is in use. Choose another name.", p.Text("#name-error"))
		require.Equal(t, "Enter a name.", join(strings.Repeat(" ", 3)).Text("#name-error"))
		require.Equal(t, "Use at most 24 characters.", join(strings.Repeat("a", 25)).Text("#name-error"))
		p.Form("#name-form").Fill("name", "Eve").Submit()
		require.True(t, p.Has("#send"))
	})
}

func TestEditAndDeleteOwnMessages(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("Bob")
		say(say(ann, "helo"), "bye")
		require.False(t, bob.Settle().Has(".tools"))
		ann.Click(".message:contains('helo') .edit")
		require.Equal(t, "helo", ann.Form(".editing").Value("text"))
		ann.Form(".editing").Fill("text", " ").Submit()
		require.Equal(t, "The message is empty. Delete it instead.", ann.Text(".editing .error"))
		ann.Form(".editing").Fill("text", "hello").Submit()
		require.Equal(t, []string{"hello", "bye"}, bob.Settle().Texts(".text"))
		require.Equal(t, 1, bob.Count("small:contains('edited')"))
		ann.Click(".message:contains('bye') .delete")
		require.Equal(t, []string{"hello"}, bob.Settle().Texts(".text"))
	})
}

func TestTypingIndicator(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("Bob")
		ann.Form("#draft").Fill("text", "h")
		time.Sleep(time.Second)
		require.Equal(t, "Ann is typing…", bob.Settle().Text(".typing"))
		require.Equal(t, "", ann.Text(".typing"))
		time.Sleep(5 * time.Second) // longer than typingTimeout
		require.Equal(t, "", bob.Settle().Text(".typing"))
		ann.Form("#draft").Fill("text", "hi")
		time.Sleep(time.Second)
		require.Equal(t, "Ann is typing…", bob.Settle().Text(".typing"))
		ann.Form("#draft").Submit()
		require.Equal(t, "", bob.Settle().Text(".typing"))
	})
}

func TestRoomsAndUnreadCounts(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("Bob")
		bob.Click(".rooms a:contains('gophers')")
		require.Equal(t, "/?room=gophers&as=Bob", bob.URL())
		require.Equal(t, []string{"Ann"}, ann.Settle().Texts("#online li"))
		say(say(bob, "one"), "two")
		require.Equal(t, "2", ann.Settle().Text(".rooms .unread"))
		require.Empty(t, ann.Texts(".text"))
		ann.Click(".rooms a:contains('gophers')")
		require.Equal(t, []string{"one", "two"}, ann.Texts(".text"))
		require.False(t, ann.Has(".unread"))
		require.Equal(t, []string{"Ann", "Bob"}, bob.Settle().Texts("#online li"))
	})
}

func TestCommands(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("Bob")
		say(ann, "/me waves")
		require.Equal(t, "waves", bob.Settle().Text(".action .text"))
		say(ann, "/nick Ada")
		require.Equal(t, []string{"Ada", "Bob"}, bob.Settle().Texts("#online li"))
		require.True(t, ann.Has(".tools"), "a new name must not change the user ID")
		say(ann, "/nick bob")
		require.Contains(t, ann.Text(messageError), "in use")
		say(ann, "/dance")
		require.Equal(t, "Unknown command /dance. Try /me waves or /nick NewName.", ann.Text(messageError))
		require.Equal(t, "/dance", ann.Form("#draft").Value("text"))
	})
}

func TestSend_LengthAndRateLimits(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann := join("Ann")
		say(ann, strings.Repeat("ä", 1_003))
		require.Contains(t, ann.Text(messageError), "The message is 3 characters too long")
		say(ann, " ")
		require.Zero(t, ann.Count(".message"))
		for i := range 6 {
			say(ann, fmt.Sprint("line ", i))
		}
		require.Equal(t, 5, ann.Count(".message"))
		require.Contains(t, ann.Text(messageError), "Too many messages")
		require.Equal(t, "line 5", ann.Form("#draft").Value("text"))
		say(ann, "/nick Ada")
		require.Contains(t, ann.Text(messageError), "Too many messages")
		ann.Click(".message:contains('line 0') .edit")
		ann.Form(".editing").Fill("text", "line 0!").Submit()
		require.Contains(t, ann.Text(".editing .error"), "Too many messages")
		time.Sleep(10 * time.Second)
		say(ann, "line 5")
		require.Equal(t, 6, ann.Count(".message"))
	})
}

func TestLoadOlderMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		messages := &store.Memory{Limit: 70}
		for i := range 100 {
			require.NoError(t, messages.Add(t.Context(), store.Message{ID: store.NewID(), Room: "lobby", Author: "x", Name: "Eve", Text: fmt.Sprint("line ", i)}))
		}
		app := chat.New(messages, new(pubsub.Local))
		p := livetest.Open(t, app.Server(nil)).Form("#name-form").Fill("name", "Ann").Submit()
		require.Equal(t, "line 70", p.Texts(".text")[0])
		require.Equal(t, 30, p.Click("#older").Count(".message")-30)
		p.Click("#older")
		require.Equal(t, "line 30", p.Texts(".text")[0])
		require.Equal(t, 70, p.Count(".message"))
		require.False(t, p.Has("#older"))
	})
}

// A page that is remounted, because its session has expired or it has reached another node, does
// not ask for the name again, and the user keeps their messages.
func TestRemount_KeepsUser(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("Bob")
		say(ann, "hi")
		ann.Disconnect()
		time.Sleep(time.Minute)
		require.Equal(t, []string{"Bob"}, bob.Settle().Texts("#online li"))
		ann.Resume()
		require.Equal(t, []string{"Ann", "Bob"}, bob.Settle().Texts("#online li"))
		require.Equal(t, []string{"hi"}, ann.Texts(".own .text"))
	})
}

// A URL with a name must not give access to the user of that name.
func TestNameInURL_DoesNotAuthenticate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := chat.New(new(store.Memory), new(pubsub.Local))
		ann := livetest.Open(t, app.Server(nil), "/?as=Ann")
		say(ann, "hi")
		eve := livetest.Open(t, app.Server(nil), "/?as=Ann")
		require.Equal(t, "Ann", eve.Form("#name-form").Value("name"))
		eve.Form("#name-form").Submit()
		require.Equal(t, "The name Ann is in use. Choose another name.", eve.Text("#name-error"))
		ann.Disconnect()
		time.Sleep(time.Minute)
		eve.Form("#name-form").Submit()
		require.Equal(t, []string{"hi"}, eve.Texts(".text"))
		require.False(t, eve.Has(".own"))
	})
}

// Two tabs of one user share the unread counts and the rate limit.
func TestTwoTabsOfOneUser(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("Bob")
		lobby := ann.Tab("/?as=Ann")
		require.Equal(t, []string{"Ann", "Bob"}, bob.Settle().Texts("#online li"))
		say(say(bob.Click(".rooms a:contains('gophers')"), "one"), "two")
		require.Equal(t, "2", ann.Settle().Text(".unread"))
		require.Equal(t, "2", lobby.Settle().Text(".unread"))
		ann.Click(".rooms a:contains('gophers')")
		require.False(t, lobby.Settle().Has(".unread"), "the room was read in the other tab")
		say(bob, "three")
		time.Sleep(time.Second)
		require.Equal(t, "three", ann.Settle().Texts(".text")[2])
		require.False(t, lobby.Settle().Has(".unread"))

		for i := range 3 {
			say(ann, fmt.Sprint("ann ", i))
			say(lobby, fmt.Sprint("lobby ", i))
		}
		require.Contains(t, lobby.Text(messageError), "Too many messages")
		require.NotContains(t, say(bob, "me too").Text(messageError), "Too many messages")
	})
}

func TestUnreadCountsSurviveReload(t *testing.T) {
	runChat(t, func(t *testing.T, join func(string) *livetest.Page) {
		ann, bob := join("Ann"), join("Bob")
		say(bob.Click(".rooms a:contains('random')"), "before")
		ann.Settle().Click(".rooms a:contains('random')").Click(".rooms a:contains('lobby')")
		say(bob, "after")
		require.Equal(t, "1", ann.Settle().Reload().Text(".unread"))
	})
}

// While the store is unavailable, the page keeps its messages and the user keeps their input.
func TestStoreFailure_KeepsMessagesAndInput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		messages := &storetest.Faulty{Store: new(store.Memory)}
		app := chat.New(messages, new(pubsub.Local))
		p := livetest.Open(t, app.Server(nil)).Form("#name-form").Fill("name", "Ann").Submit()
		say(p, "hi")
		messages.Down.Store(true)
		say(p, "still there?")
		require.Contains(t, p.Text(messageError), "Not sent")
		require.Equal(t, "still there?", p.Form("#draft").Value("text"))
		p.Click(".edit").Form(".editing").Fill("text", "hello").Submit()
		require.Contains(t, p.Text(".editing .error"), "Not saved")
		p.Click(".editing button:contains('Cancel')").Click(".delete")
		require.Contains(t, p.Flash(live.FlashError), "Not deleted")
		require.Equal(t, []string{"hi"}, p.Texts(".text"))
		p.KillSession()
		require.Contains(t, p.Flash(live.FlashError), "temporarily unavailable")
		messages.Down.Store(false)
		require.Equal(t, []string{"hi"}, p.Reload().Texts(".text"))
	})
}

func TestIsolatedServer_ShowsNotice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		app := chat.New(new(store.Memory), new(pubsub.Local))
		var ok atomic.Bool
		ok.Store(true)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go app.WatchHealth(ctx, ok.Load)
		p := livetest.Open(t, app.Server(nil)).Form("#name-form").Fill("name", "Ann").Submit()
		require.Equal(t, "", p.Text("[role=status].isolated"))
		ok.Store(false)
		time.Sleep(time.Second)
		require.Contains(t, p.Settle().Text(".isolated"), "cannot reach the others")
		ok.Store(true)
		time.Sleep(time.Second)
		require.Equal(t, "", p.Settle().Text(".isolated"))
	})
}
