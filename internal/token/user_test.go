package token

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIsUserTag(t *testing.T) {
	keys := [][]byte{secret, []byte("old")}
	for _, user := range []string{"", "ann", "a\x00b", strings.Repeat("x", 1<<16)} {
		tag := NewUserTag(secret, user)
		require.Len(t, tag, 19)
		require.NotContains(t, tag, ".")
		require.True(t, IsUserTag(keys, tag, user))
		require.True(t, IsUserTag(keys, NewUserTag([]byte("old"), user), user))
		require.False(t, IsUserTag(keys, tag, user+"\x00"))
		require.False(t, IsUserTag(keys, NewUserTag(nil, user), user))
		require.NotEqual(t, tag, NewUserTag(secret, user), "two pages of a user are not linked")
	}
	require.True(t, IsUserTag([][]byte{nil}, NewUserTag(nil, "ann"), "ann"))
	for _, tag := range []string{"", "x", "====", NewUserTag(secret, "ann") + "A"} {
		require.False(t, IsUserTag(keys, tag, "ann"), tag)
	}
}
