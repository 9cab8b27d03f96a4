package views

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/lively-go/lively/live"
)

// A Feed is a page with a Stream, which it shows in one of two places or not at all.
type Feed struct {
	Place  int // 0: nowhere
	N      int // changes
	stream *live.Stream[Post]
	db     *FeedDB
}

// A FeedDB holds the posts that the pages must show.
type FeedDB struct {
	mu      sync.Mutex
	posts   []Post
	last    int
	Refills int
}

// A Post is a row.
type Post struct{ Key, Text string }

// The events of a Feed. ChangeFeed changes the rows at random, by Seed.
type (
	ChangeFeed struct{ Seed int }
	PlaceFeed  struct{ At int }
	DropPost   struct{ Key string }
	CrashFeed  struct{}
)

// NewFeedDB returns a database with posts of these keys.
func NewFeedDB(keys string) *FeedDB {
	db := &FeedDB{}
	for _, key := range strings.Fields(keys) {
		db.posts = append(db.posts, Post{key, key})
	}
	return db
}

// View returns a page.
func (db *FeedDB) View() *Feed { return &Feed{Place: 1, db: db} }

// Posts returns the keys and texts of the posts.
func (db *FeedDB) Posts() string {
	db.mu.Lock()
	defer db.mu.Unlock()
	var all []string
	for _, p := range db.posts {
		all = append(all, p.Key+"="+p.Text)
	}
	return strings.Join(all, " ")
}

// Mount makes the Stream.
func (v *Feed) Mount(s *live.Socket) error {
	v.stream = live.NewStream(s, func(p Post) string { return p.Key }, Post.row, func() ([]Post, error) {
		v.db.mu.Lock()
		defer v.db.mu.Unlock()
		v.db.Refills++
		return slices.Clone(v.db.posts), nil
	})
	return nil
}

// Events returns the events of the page.
func (v *Feed) Events() live.Events {
	return live.Events{
		live.On(v.change), live.On(v.drop),
		live.On(func(_ *live.Socket, e PlaceFeed) error { v.Place = e.At; return nil }),
		live.On(func(*live.Socket, CrashFeed) error { panic("crash") }),
	}
}

func (v *Feed) drop(_ *live.Socket, e DropPost) error {
	v.db.mu.Lock()
	defer v.db.mu.Unlock()
	v.db.posts = slices.DeleteFunc(v.db.posts, func(p Post) bool { return p.Key == e.Key })
	v.stream.Delete(e.Key)
	return nil
}

func (v *Feed) change(_ *live.Socket, e ChangeFeed) error {
	v.db.mu.Lock()
	defer v.db.mu.Unlock()
	v.N++
	rng := rand.New(rand.NewPCG(uint64(e.Seed), 0))
	for range 1 + rng.IntN(4) {
		v.changeOnce(rng)
	}
	return nil
}

func (v *Feed) changeOnce(rng *rand.Rand) {
	db := v.db
	db.last++
	added := Post{fmt.Sprint("k", db.last), fmt.Sprint(rng.IntN(100))}
	at := rng.IntN(len(db.posts) + 1)
	switch kind := rng.IntN(8); {
	case kind == 0:
		v.stream.Append(added)
		db.posts = append(db.posts, added)
	case kind == 1:
		v.stream.Prepend(added)
		db.posts = slices.Insert(db.posts, 0, added)
	case kind == 2:
		v.stream.Insert(at, added)
		db.posts = slices.Insert(db.posts, at, added)
	case kind == 3 && len(db.posts) > 6:
		v.stream.Limit(-5)
		db.posts = slices.Clone(db.posts[len(db.posts)-5:])
	case kind == 4:
		slices.Reverse(db.posts)
		v.stream.Reset(db.posts...)
	case at < len(db.posts) && kind == 5: // to the end
		p := db.posts[at]
		v.stream.Delete(p.Key)
		v.stream.Append(p)
		db.posts = append(slices.Delete(db.posts, at, at+1), p)
	case at < len(db.posts) && kind == 6:
		v.stream.Delete(db.posts[at].Key)
		db.posts = slices.Delete(db.posts, at, at+1)
	case at < len(db.posts):
		db.posts[at].Text = added.Text
		v.stream.Replace(db.posts[at])
	}
}
