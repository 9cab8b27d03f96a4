package store_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/examples/chat/store/storetest"
	"github.com/lively-go/lively/internal/redistest"
)

var (
	server *redistest.Server
	client redis.UniversalClient
)

func TestMain(m *testing.M) {
	var err error
	if server, err = redistest.Open(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	client = redis.NewClient(&redis.Options{Addr: server.Addr})
	code := m.Run()
	_ = client.Close()
	_ = server.Close()
	os.Exit(code)
}

// Every Store must pass these tests.
func TestStores(t *testing.T) {
	for name, open := range map[string]func(limit int) store.Store{
		"Memory":   func(limit int) store.Store { return &store.Memory{Limit: limit} },
		"Redis":    func(limit int) store.Store { return &store.Redis{Client: client, Limit: limit} },
		"Fallback": func(limit int) store.Store { return &store.Fallback{Primary: &store.Memory{Limit: limit}} },
		"Fallback without primary": func(limit int) store.Store {
			down := &storetest.Faulty{Store: &store.Memory{}}
			down.Down.Store(true)
			return &store.Fallback{Primary: down}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for name, test := range map[string]func(*testing.T, store.Store){
				"only the author changes a message": testAuthorOnly, "paging": testPaging, "unread": testUnread, "adding twice": testAddTwice,
			} {
				t.Run(name, func(t *testing.T) {
					client.FlushAll(t.Context())
					test(t, open(0))
				})
			}
		})
		if name == "Memory" || name == "Redis" {
			t.Run(name+" limit", func(t *testing.T) {
				client.FlushAll(t.Context())
				testLimit(t, open(3))
			})
		}
	}
}

func add(t *testing.T, s store.Store, room, author, text string) store.Message {
	m := store.Message{ID: store.NewID(), Room: room, Author: author, Name: author, Text: text, At: time.Now().UTC().Truncate(time.Second)}
	require.NoError(t, s.Add(t.Context(), m))
	return m
}

func testAuthorOnly(t *testing.T, s store.Store) {
	ctx := t.Context()
	m := add(t, s, "lobby", "ann", "helo")
	_, err := s.Edit(ctx, "lobby", m.ID, "bob", "ha")
	require.ErrorIs(t, err, store.ErrNotFound)
	require.ErrorIs(t, s.Delete(ctx, "lobby", m.ID, "bob"), store.ErrNotFound)
	require.ErrorIs(t, s.Delete(ctx, "random", m.ID, "ann"), store.ErrNotFound)
	got, err := s.Edit(ctx, "lobby", m.ID, "ann", "hello")
	require.NoError(t, err)
	m.Text, m.Edited = "hello", true
	require.Equal(t, m, got)
	all, err := s.Before(ctx, "lobby", 0, 10)
	require.NoError(t, err)
	require.Equal(t, []store.Message{m}, all)
	require.NoError(t, s.Delete(ctx, "lobby", m.ID, "ann"))
	require.ErrorIs(t, s.Delete(ctx, "lobby", m.ID, "ann"), store.ErrNotFound)
	_, err = s.Edit(ctx, "lobby", m.ID, "ann", "again")
	require.ErrorIs(t, err, store.ErrNotFound)
	all, err = s.Before(ctx, "lobby", 0, 10)
	require.NoError(t, err)
	require.Empty(t, all)
}

func testPaging(t *testing.T, s store.Store) {
	var ids []int64
	for i := range 7 {
		ids = append(ids, add(t, s, "lobby", "ann", fmt.Sprint(i)).ID)
	}
	add(t, s, "random", "ann", "elsewhere")
	texts := func(id int64, n int) (all []string) {
		found, err := s.Before(t.Context(), "lobby", id, n)
		require.NoError(t, err)
		for _, m := range found {
			all = append(all, m.Text)
		}
		return all
	}
	require.Equal(t, []string{"4", "5", "6"}, texts(0, 3))
	require.Equal(t, []string{"1", "2", "3"}, texts(ids[4], 3))
	require.Equal(t, []string{"0"}, texts(ids[1], 3))
	require.Empty(t, texts(ids[0], 3))
}

func testUnread(t *testing.T, s store.Store) {
	ctx, rooms := t.Context(), []string{"lobby", "random", "empty"}
	add(t, s, "lobby", "ann", "before Bob joins")
	count := func(reader string) map[string]int {
		n, err := s.Unread(ctx, reader, rooms)
		require.NoError(t, err)
		return n
	}
	require.Empty(t, count("bob"))
	add(t, s, "lobby", "ann", "1")
	two := add(t, s, "lobby", "ann", "2")
	add(t, s, "random", "ann", "3")
	require.Equal(t, map[string]int{"lobby": 2, "random": 1}, count("bob"))
	require.NoError(t, s.MarkRead(ctx, "bob", "lobby", two.ID))
	require.NoError(t, s.MarkRead(ctx, "bob", "lobby", 1), "an older mark must have no effect")
	require.Equal(t, map[string]int{"random": 1}, count("bob"))
	require.Empty(t, count("eve"))
}

func testAddTwice(t *testing.T, s store.Store) {
	m := add(t, s, "lobby", "ann", "once")
	_, err := s.Edit(t.Context(), "lobby", m.ID, "ann", "changed")
	require.NoError(t, err)
	require.NoError(t, s.Add(t.Context(), m))
	all, err := s.Before(t.Context(), "lobby", 0, 10)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, "changed", all[0].Text)
}

func testLimit(t *testing.T, s store.Store) {
	for i := range 5 {
		add(t, s, "lobby", "ann", fmt.Sprint(i))
	}
	all, err := s.Before(t.Context(), "lobby", 0, 10)
	require.NoError(t, err)
	require.Len(t, all, 3)
	require.Equal(t, "2", all[0].Text)
}

func TestNewID_Increases(t *testing.T) {
	last := store.NewID()
	for range 10_000 {
		id := store.NewID()
		require.Greater(t, id, last)
		last = id
	}
}

// Changes made while the primary store is unavailable are visible at once. When it is available
// again they are stored in order and reported to OnFlush.
func TestFallback_StoresPendingChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		primary := &storetest.Faulty{Store: &store.Memory{}}
		var flushed []store.Change
		s := &store.Fallback{Primary: primary, OnFlush: func(c store.Change) { flushed = append(flushed, c) }}
		ctx, stop := context.WithCancel(t.Context())
		go s.Run(ctx)
		texts := func(s store.Store) (all []string) {
			found, err := s.Before(ctx, "lobby", 0, 10)
			require.NoError(t, err)
			for _, m := range found {
				all = append(all, m.Text)
			}
			return all
		}
		first := add(t, s, "lobby", "ann", "before")
		require.True(t, s.Healthy())

		primary.Down.Store(true)
		_, err := s.Edit(ctx, "lobby", first.ID, "ann", "before!")
		require.NoError(t, err)
		gone := add(t, s, "lobby", "ann", "oops")
		add(t, s, "lobby", "bob", "meanwhile")
		require.ErrorIs(t, s.Delete(ctx, "lobby", gone.ID, "bob"), store.ErrNotFound)
		require.NoError(t, s.Delete(ctx, "lobby", gone.ID, "ann"))
		require.False(t, s.Healthy())
		require.Equal(t, []string{"before!", "meanwhile"}, texts(s))
		require.Equal(t, []string{"before"}, texts(primary.Store))
		time.Sleep(10 * time.Second)
		require.Empty(t, flushed)

		primary.Down.Store(false)
		require.NoError(t, primary.Store.Add(ctx, store.Message{ID: store.NewID(), Room: "lobby", Text: "from another node"}))
		time.Sleep(1500 * time.Millisecond)
		require.True(t, s.Healthy())
		require.Equal(t, []string{"before!", "meanwhile", "from another node"}, texts(primary.Store))
		require.Equal(t, texts(primary.Store), texts(s))
		var kinds []string
		for _, c := range flushed {
			kinds = append(kinds, string(c.Kind)+" "+c.Message.Text)
		}
		require.Equal(t, []string{"edited before!", "added oops", "added meanwhile", "deleted "}, kinds)

		primary.Down.Store(true)
		require.NotEmpty(t, texts(s), "must be read from the cache")
		stop()
	})
}

// While changes are pending, further changes are queued too, even if the primary store is available
// again.
func TestFallback_KeepsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		primary := &storetest.Faulty{Store: &store.Memory{}}
		s := &store.Fallback{Primary: primary}
		primary.Down.Store(true)
		m := add(t, s, "lobby", "ann", "1")
		primary.Down.Store(false)
		time.Sleep(time.Minute)
		_, err := s.Edit(t.Context(), "lobby", m.ID, "ann", "2")
		require.NoError(t, err)
		all, err := s.Before(t.Context(), "lobby", 0, 10)
		require.NoError(t, err)
		require.Equal(t, "2", all[0].Text)
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		s.Run(ctx)
		all, err = primary.Store.Before(t.Context(), "lobby", 0, 10)
		require.NoError(t, err)
		require.Equal(t, "2", all[0].Text)
	})
}
