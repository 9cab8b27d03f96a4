package token

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	secret = []byte("secret")
	ann    = Scope{Path: "/users", Cookie: "ann"}
	noon   = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
)

func TestOpen_ScopeAndExpiry(t *testing.T) {
	tok, id := New(secret, ann, noon)
	got, valid, err := Open([][]byte{secret}, tok, ann, noon)
	require.NoError(t, err)
	require.True(t, valid)
	require.Equal(t, id, got)

	for name, scope := range map[string]Scope{
		"other cookie": {Path: "/users", Cookie: "bob"}, "other path": {Path: "/admin", Cookie: "ann"}, "no cookie": {Path: "/users"},
	} {
		_, valid, err := Open([][]byte{secret}, tok, scope, noon)
		require.NoError(t, err, name)
		require.False(t, valid, name)
	}
	_, valid, err = Open([][]byte{secret}, tok, ann, noon.Add(time.Second))
	require.NoError(t, err)
	require.False(t, valid, "expired")
}

func TestOpen_NoCookieIsInvalid(t *testing.T) {
	tok, _ := New(secret, Scope{Path: "/"}, noon)
	_, valid, err := Open([][]byte{secret}, tok, Scope{Path: "/"}, noon)
	require.NoError(t, err)
	require.False(t, valid)
}

func TestOpen_Forged(t *testing.T) {
	tok, _ := New(secret, ann, noon)
	flipped := []byte(tok)
	flipped[3] ^= 1
	for _, forged := range []string{"", "x", "====", strings.Repeat("A", len(tok)), string(flipped), tok + "A", tok[:len(tok)-4]} {
		_, _, err := Open([][]byte{secret}, forged, ann, noon)
		require.ErrorIs(t, err, ErrForged, forged)
	}
	_, _, err := Open([][]byte{[]byte("another secret"), {}}, tok, ann, noon)
	require.ErrorIs(t, err, ErrForged)
}

func TestOpen_OldSecrets(t *testing.T) {
	tok, id := New([]byte("old"), ann, noon)
	got, valid, err := Open([][]byte{secret, []byte("older"), []byte("old")}, tok, ann, noon)
	require.NoError(t, err)
	require.True(t, valid)
	require.Equal(t, id, got)
	_, _, err = Open(nil, tok, ann, noon)
	require.ErrorIs(t, err, ErrForged)
}
