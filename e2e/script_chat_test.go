package e2e

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/chat/chat"
	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// Two users join, write, edit, delete and leave.
func TestScript_Chat(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return chat.New(new(store.Memory), new(pubsub.Local)).Server(nil) }, func(t *testing.T, open openFunc) {
		join := func(name string) *livetest.Page { return open("/").Form("form").Fill("name", name).Submit() }
		say := func(p *livetest.Page, text string) { p.Form(".draft").Fill("text", text).Submit() }
		ann, bob := join("Ann"), join("Bob")
		require.Equal(t, []string{"Ann", "Bob"}, ann.Settle().Texts("#online li"))
		say(ann, "hello Bob")
		require.Equal(t, "", ann.Form(".draft").Value("text"), "the input is cleared")
		bob.Form(".draft").Fill("text", `<b>& "so" 😀`).Submit("#send")
		require.Equal(t, []string{"hello Bob", `<b>& "so" 😀`}, ann.Settle().Texts("#messages .text"))

		ann.Click(".own .edit")
		require.Equal(t, "hello Bob", ann.Form(".editing").Value("text"))
		ann.Form(".editing").Fill("text", "hello").Submit()
		bob.Settle().Click(".own .delete") // the confirmation is answered with yes
		require.Equal(t, []string{"hello"}, bob.Texts("#messages .text"))

		bob.Click(".rooms a:nth-child(2)")
		require.Equal(t, []string{"Ann"}, ann.Settle().Texts("#online li"))
		say(ann, "gone?")
		require.Equal(t, "1", bob.Settle().Text(".unread"))
		bob.Back()
		require.Equal(t, []string{"hello", "gone?"}, bob.Texts("#messages .text"))
	})
}
