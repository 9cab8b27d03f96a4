package chat

import (
	"testing"
	"testing/synctest"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

func TestChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store memory
		ann := livetest.Mount(t, func() live.View { return &Chat{User: "ann", Store: &store, Room: Room(&bus, "go")} })
		bob := livetest.Mount(t, func() live.View { return &Chat{User: "bob", Store: &store, Room: Room(&bus, "go")} })

		ann.Form("form").Fill("text", "hi").Submit()

		bob.Settle()
		require.Equal(t, []string{"ann hi"}, bob.Texts("li"))
		require.Equal(t, "", ann.Form("form").Value("text"))
	})
}
