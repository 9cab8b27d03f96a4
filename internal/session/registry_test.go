package session

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASecretStaysGoodUntilTheBrowserHasTheNewOne(t *testing.T) {
	var r Registry
	s := New(&fakeProgram{}, options())
	first := r.Add(s)
	require.Same(t, s, r.Find(first))

	second := r.RotateSecret(first)
	require.Same(t, s, r.Find(first), "the answer may have been lost")
	third := r.RotateSecret(first)
	require.Nil(t, r.Find(second), "nobody got it")
	require.Same(t, s, r.Find(third))

	r.ConfirmSecret(third)
	require.Nil(t, r.Find(first))
	require.Empty(t, r.RotateSecret(first))
	require.Same(t, s, r.Find(third))

	r.Remove(s)
	require.Nil(t, r.Find(third))
	require.Empty(t, r.All())
	require.Empty(t, r.Find(""))
}

// A page that nobody joined ends without ever having been listed; the first of a server did so with a nil map.
func TestASessionThatWasNeverListedIsRemoved(t *testing.T) {
	var r Registry
	r.Remove(New(&fakeProgram{}, options()))
	require.Empty(t, r.All())
}

// The first message on a socket came late, after another socket had resumed with the same secret; it forgot that secret, although
// the answer with the next one was then lost. The browser had none that was good.
func TestALateMessageForgetsNoSecretThatIsStillNeeded(t *testing.T) {
	var r Registry
	s := New(&fakeProgram{}, options())
	first := r.RotateSecret(r.Add(s))
	second := r.RotateSecret(first)
	r.ConfirmSecret(first)
	require.Same(t, s, r.Find(first), "the browser may not have the second")
	require.Same(t, s, r.Find(second))
	r.ConfirmSecret(second)
	require.Nil(t, r.Find(first))
	r.ConfirmSecret(first)
	require.Same(t, s, r.Find(second), "what is forgotten settles nothing")
}
