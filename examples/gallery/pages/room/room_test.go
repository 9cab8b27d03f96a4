package room

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

func TestRoom_TwoWindows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := New(new(pubsub.Local))
		one, two := livetest.Mount(t, r.View), livetest.Mount(t, r.View)
		require.Equal(t, []string{"Window 1 (this one)", "Window 2"}, one.Settle().Texts("#users li"))
		one.Form("#post").Fill("text", "hello").Submit()
		require.Equal(t, []string{"Window 1: hello"}, two.Settle().Texts("#messages li"))
		two.Form("#post").Submit()
		require.Equal(t, "Enter a message.", two.Text("#text-error"))
	})
}

func TestRoom_KeepsNewestMessages(t *testing.T) {
	r := New(new(pubsub.Local))
	for range maxMessages {
		r.add("old")
	}
	r.add("new")
	require.Len(t, r.all(), maxMessages)
	require.Equal(t, "new", r.all()[maxMessages-1])
}
