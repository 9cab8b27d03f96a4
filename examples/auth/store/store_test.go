package store

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func open(t *testing.T, name string) *Store {
	t.Helper()
	s, err := Open(t.Context(), name)
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// A database in a file remains.
func TestOpen_File(t *testing.T) {
	name := filepath.Join(t.TempDir(), "auth.db")
	s := open(t, name)
	id, err := s.AddUser(t.Context(), User{Name: "Ann", Email: " Ann@Example.com"})
	require.NoError(t, err)
	_, err = s.AddUser(t.Context(), User{Name: "Ann", Email: "ANN@example.com"})
	require.ErrorIs(t, err, ErrTaken)
	require.NoError(t, s.Close())
	user, err := open(t, name).UserByEmail(t.Context(), "ann@example.com")
	require.NoError(t, err)
	require.Equal(t, User{ID: id, Name: "Ann", Email: "ann@example.com"}, user)
}

func TestLogins_End(t *testing.T) {
	s := open(t, "")
	id, err := s.AddUser(t.Context(), User{Name: "Ann", Email: "ann@example.com"})
	require.NoError(t, err)
	login, err := s.AddLogin(t.Context(), id, "Firefox", time.Hour)
	require.NoError(t, err)
	expired, err := s.AddLogin(t.Context(), id, "Firefox", -time.Second)
	require.NoError(t, err)
	l, err := s.Login(t.Context(), login)
	require.NoError(t, err)
	require.Equal(t, "Ann", l.Acting.Name)
	require.False(t, l.IsSwitched())
	_, err = s.Login(t.Context(), expired)
	require.ErrorIs(t, err, ErrNotFound)
	require.NoError(t, s.DeleteExpired(t.Context()))
	require.NoError(t, s.EndLogins(t.Context(), id))
	_, err = s.Login(t.Context(), login)
	require.ErrorIs(t, err, ErrNotFound)
}

// The database has only the hash of a token.
func TestResets_AreHashed(t *testing.T) {
	s := open(t, "")
	id, err := s.AddUser(t.Context(), User{Name: "Ann", Email: "ann@example.com"})
	require.NoError(t, err)
	first, err := s.AddReset(t.Context(), id, time.Hour)
	require.NoError(t, err)
	second, err := s.AddReset(t.Context(), id, time.Hour)
	require.NoError(t, err)
	var stored []byte
	require.NoError(t, s.db.QueryRowContext(t.Context(), "select hash from resets").Scan(&stored))
	require.Equal(t, hash(second), stored)
	_, err = s.ResetPassword(t.Context(), first, "hash")
	require.ErrorIs(t, err, ErrNotFound, "replaced by a newer one")
	_, err = s.ResetPassword(t.Context(), second, "hash")
	require.NoError(t, err)
	_, err = s.ResetPassword(t.Context(), second, "hash")
	require.ErrorIs(t, err, ErrNotFound, "used once")
}
