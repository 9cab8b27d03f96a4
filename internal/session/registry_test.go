package session

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASecretStaysGoodUntilTheBrowserHasTheNewOne(t *testing.T) {
	var r Registry
	s := New(&page{}, options())
	first := r.Add(s)
	require.Same(t, s, r.Find(first))

	second := r.Renew(first)
	require.Same(t, s, r.Find(first), "the answer may have been lost")
	third := r.Renew(first)
	require.Nil(t, r.Find(second), "nobody got it")
	require.Same(t, s, r.Find(third))

	r.Settle(s)
	require.Nil(t, r.Find(first))
	require.Empty(t, r.Renew(first))
	require.Same(t, s, r.Find(third))

	r.Remove(s)
	require.Nil(t, r.Find(third))
	require.Empty(t, r.All())
	require.Empty(t, r.Find(""))
}

// A page that nobody joined ends without ever having been listed; the first of a server did so with a nil map.
func TestASessionThatWasNeverListedIsRemoved(t *testing.T) {
	var r Registry
	r.Remove(New(&page{}, options()))
	require.Empty(t, r.All())
}
