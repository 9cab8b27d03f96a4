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

// Every store passes these.
func TestStores(t *testing.T) {
	for name, open := range map[string]func(limit int) store.Store{
		"Memory":    func(limit int) store.Store { return &store.Memory{Limit: limit} },
		"Redis":     func(limit int) store.Store { return &store.Redis{Client: client, Limit: limit} },
		"Resilient": func(limit int) store.Store { return &store.Resilient{Main: &store.Memory{Limit: limit}} },
		"Resilient that is alone": func(limit int) store.Store {
			gone := &storetest.Faulty{Store: &store.Memory{}}
			gone.Down.Store(true)
			return &store.Resilient{Main: gone}
		},
	} {
		t.Run(name, func(t *testing.T) {
			for what, test := range map[string]func(*testing.T, store.Store){
				"only the author changes a message": onlyTheAuthor, "messages are read backwards": backwards, "unread": unread, "twice": twice,
			} {
				t.Run(what, func(t *testing.T) {
					client.FlushAll(t.Context())
					test(t, open(0))
				})
			}
		})
		if name == "Memory" || name == "Redis" {
			t.Run(name+" has a limit", func(t *testing.T) {
				client.FlushAll(t.Context())
				limited(t, open(3))
			})
		}
	}
}

func say(t *testing.T, s store.Store, room, author, text string) store.Message {
	m := store.Message{ID: store.NewID(), Room: room, Author: author, Name: author, Text: text, At: time.Now().UTC().Truncate(time.Second)}
	require.NoError(t, s.Add(t.Context(), m))
	return m
}

func onlyTheAuthor(t *testing.T, s store.Store) {
	ctx := t.Context()
	m := say(t, s, "lobby", "ann", "helo")
	_, err := s.Edit(ctx, "lobby", m.ID, "bob", "ha")
	require.ErrorIs(t, err, store.ErrNotYours)
	require.ErrorIs(t, s.Delete(ctx, "lobby", m.ID, "bob"), store.ErrNotYours)
	require.ErrorIs(t, s.Delete(ctx, "random", m.ID, "ann"), store.ErrNotYours)
	got, err := s.Edit(ctx, "lobby", m.ID, "ann", "hello")
	require.NoError(t, err)
	m.Text, m.Edited = "hello", true
	require.Equal(t, m, got)
	all, err := s.Before(ctx, "lobby", 0, 10)
	require.NoError(t, err)
	require.Equal(t, []store.Message{m}, all)
	require.NoError(t, s.Delete(ctx, "lobby", m.ID, "ann"))
	require.ErrorIs(t, s.Delete(ctx, "lobby", m.ID, "ann"), store.ErrNotYours)
	_, err = s.Edit(ctx, "lobby", m.ID, "ann", "again")
	require.ErrorIs(t, err, store.ErrNotYours)
	all, err = s.Before(ctx, "lobby", 0, 10)
	require.NoError(t, err)
	require.Empty(t, all)
}

func backwards(t *testing.T, s store.Store) {
	var ids []int64
	for i := range 7 {
		ids = append(ids, say(t, s, "lobby", "ann", fmt.Sprint(i)).ID)
	}
	say(t, s, "random", "ann", "elsewhere")
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

func unread(t *testing.T, s store.Store) {
	ctx, rooms := t.Context(), []string{"lobby", "random", "empty"}
	say(t, s, "lobby", "ann", "before bob came")
	count := func(reader string) map[string]int {
		n, err := s.Unread(ctx, reader, rooms)
		require.NoError(t, err)
		return n
	}
	require.Empty(t, count("bob"))
	say(t, s, "lobby", "ann", "1")
	two := say(t, s, "lobby", "ann", "2")
	say(t, s, "random", "ann", "3")
	require.Equal(t, map[string]int{"lobby": 2, "random": 1}, count("bob"))
	require.NoError(t, s.Mark(ctx, "bob", "lobby", two.ID))
	require.NoError(t, s.Mark(ctx, "bob", "lobby", 1), "an old mark, late")
	require.Equal(t, map[string]int{"random": 1}, count("bob"))
	require.Empty(t, count("eve"))
}

func twice(t *testing.T, s store.Store) {
	m := say(t, s, "lobby", "ann", "once")
	_, err := s.Edit(t.Context(), "lobby", m.ID, "ann", "changed")
	require.NoError(t, err)
	require.NoError(t, s.Add(t.Context(), m))
	all, err := s.Before(t.Context(), "lobby", 0, 10)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, "changed", all[0].Text)
}

func limited(t *testing.T, s store.Store) {
	for i := range 5 {
		say(t, s, "lobby", "ann", fmt.Sprint(i))
	}
	all, err := s.Before(t.Context(), "lobby", 0, 10)
	require.NoError(t, err)
	require.Len(t, all, 3)
	require.Equal(t, "2", all[0].Text)
}

func TestIDsGrow(t *testing.T) {
	last := store.NewID()
	for range 10_000 {
		id := store.NewID()
		require.Greater(t, id, last)
		last = id
	}
}

// What is said while the main store is away is seen at once, is stored when it is back, in order, and others are told then.
func TestResilientCatchesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		main := &storetest.Faulty{Store: &store.Memory{}}
		var late []store.Change
		s := &store.Resilient{Main: main, Late: func(c store.Change) { late = append(late, c) }}
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
		first := say(t, s, "lobby", "ann", "before")
		require.True(t, s.OK())

		main.Down.Store(true)
		_, err := s.Edit(ctx, "lobby", first.ID, "ann", "before!")
		require.NoError(t, err)
		gone := say(t, s, "lobby", "ann", "oops")
		say(t, s, "lobby", "bob", "meanwhile")
		require.ErrorIs(t, s.Delete(ctx, "lobby", gone.ID, "bob"), store.ErrNotYours)
		require.NoError(t, s.Delete(ctx, "lobby", gone.ID, "ann"))
		require.False(t, s.OK())
		require.Equal(t, []string{"before!", "meanwhile"}, texts(s))
		require.Equal(t, []string{"before"}, texts(main.Store))
		time.Sleep(10 * time.Second)
		require.Empty(t, late)

		main.Down.Store(false)
		require.NoError(t, main.Store.Add(ctx, store.Message{ID: store.NewID(), Room: "lobby", Text: "of another node"}))
		time.Sleep(1500 * time.Millisecond)
		require.True(t, s.OK())
		require.Equal(t, []string{"before!", "meanwhile", "of another node"}, texts(main.Store))
		require.Equal(t, texts(main.Store), texts(s))
		var kinds []string
		for _, c := range late {
			kinds = append(kinds, string(c.Kind)+" "+c.Message.Text)
		}
		require.Equal(t, []string{"edited before!", "added oops", "added meanwhile", "deleted "}, kinds)

		main.Down.Store(true)
		require.NotEmpty(t, texts(s), "what was seen")
		stop()
	})
}

// While others wait a change waits too, though the main store is there again: the order stays.
func TestResilientKeepsTheOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		main := &storetest.Faulty{Store: &store.Memory{}}
		s := &store.Resilient{Main: main}
		main.Down.Store(true)
		m := say(t, s, "lobby", "ann", "1")
		main.Down.Store(false)
		time.Sleep(time.Minute)
		_, err := s.Edit(t.Context(), "lobby", m.ID, "ann", "2")
		require.NoError(t, err)
		all, err := s.Before(t.Context(), "lobby", 0, 10)
		require.NoError(t, err)
		require.Equal(t, "2", all[0].Text)
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		s.Run(ctx)
		all, err = main.Store.Before(t.Context(), "lobby", 0, 10)
		require.NoError(t, err)
		require.Equal(t, "2", all[0].Text)
	})
}
