package session

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRegistry_OldSecretIsValidUntilConfirmed(t *testing.T) {
	var r Registry
	s := New(&fakeProgram{}, options())
	first := r.Add(s)
	require.Same(t, s, r.Find(first))

	second := r.RotateSecret(first)
	require.Same(t, s, r.Find(first), "the reply may have been lost")
	third := r.RotateSecret(first)
	require.Nil(t, r.Find(second), "the second secret was never used")
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

// A page that no browser joins ends without having been registered. Before the first registration
// the maps are nil.
func TestRegistry_RemoveUnregistered(t *testing.T) {
	var r Registry
	r.Remove(New(&fakeProgram{}, options()))
	require.Empty(t, r.All())
}

// The first message on a connection may arrive late, after another connection has resumed with the
// same secret. It must not invalidate that secret: if the reply with the next one is lost, the
// client has no other.
func TestRegistry_LateConfirmKeepsNewerSecrets(t *testing.T) {
	var r Registry
	s := New(&fakeProgram{}, options())
	first := r.RotateSecret(r.Add(s))
	second := r.RotateSecret(first)
	r.ConfirmSecret(first)
	require.Same(t, s, r.Find(first), "the client may not have received the second")
	require.Same(t, s, r.Find(second))
	r.ConfirmSecret(second)
	require.Nil(t, r.Find(first))
	r.ConfirmSecret(first)
	require.Same(t, s, r.Find(second), "an invalid secret confirms nothing")
}
