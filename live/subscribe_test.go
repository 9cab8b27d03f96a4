package live_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// A board renders the posts published on a topic. All boards share a store of posts.
type board struct {
	stub
	store    *[]string
	topic    pubsub.Topic[string]
	posts    []string
	received int    // messages
	work     func() // for each message
}

func newBoard(topic pubsub.Topic[string], store *[]string) *board {
	v := &board{topic: topic, store: store, work: func() {}}
	v.mount = func(s *live.Socket) error {
		if _, err := live.Subscribe(s, topic, v.posted); err != nil {
			return err
		}
		v.posts = append([]string(nil), *store...)
		return nil
	}
	v.events = func() live.Events {
		return live.Events{live.On(func(s *live.Socket, e tap) error {
			text := fmt.Sprint("post ", e.ID)
			*store = append(*store, text)
			return topic.Publish(s.Context(), text)
		})}
	}
	v.render = func() templ.Component {
		return markup(`<div>`, button("tap", tap{len(v.posts)}), `<p>`, strings.Join(v.posts, ", "), `</p></div>`)
	}
	return v
}

func (v *board) posted(_ *live.Socket, text string) error {
	v.work()
	v.received++
	v.posts = append(v.posts, text)
	return nil
}

// A reloadingBoard has Reload.
type reloadingBoard struct {
	*board
	reloads int
}

func (v *reloadingBoard) Reload(*live.Socket) error {
	v.reloads++
	v.posts = append([]string(nil), *v.store...)
	return nil
}

func posts(bus *pubsub.Local) pubsub.Topic[string] { return pubsub.NewTopic[string](bus, "posts") }

// Two users see each other's posts. A view also receives its own messages.
func TestSubscribe_TwoUsers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		ann := livetest.Mount(t, func() live.View { return newBoard(posts(&bus), &store) })
		bob := livetest.Mount(t, func() live.View { return newBoard(posts(&bus), &store) })
		ann.Click(".tap")
		bob.Settle()
		require.Equal(t, "post 0", ann.Text("p"))
		require.Equal(t, "post 0", bob.Text("p"))
		bob.Click(".tap")
		ann.Settle()
		require.Equal(t, "post 0, post 1", ann.Text("p"))
		require.Equal(t, "post 0, post 1", bob.Text("p"))
	})
}

// Any number of messages between the GET and the join cause one Reload, after Joined.
func TestSubscribe_MessagesBeforeJoinReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		v := &reloadingBoard{board: newBoard(posts(&bus), &store)}
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().load("/")
		for i := range 5 {
			store = append(store, fmt.Sprint(i))
			require.NoError(t, posts(&bus).Publish(t.Context(), fmt.Sprint(i)))
		}
		synctest.Wait()
		require.Zero(t, v.reloads, "an unadopted page runs nothing")
		require.NoError(t, p.join())
		require.True(t, p.Adopted())
		p.readUntil(func() bool { return p.Version() == 2 })
		require.Contains(t, p.html(), "<p>0, 1, 2, 3, 4</p>")
		require.Equal(t, []int{1, 0}, []int{v.reloads, v.received})
	})
}

// Without Reload, a message before the join remounts the view.
func TestSubscribe_MessagesBeforeJoinWithoutReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		var views []*board
		srv := &live.Server{Handler: live.Page(func(*http.Request) live.View {
			views = append(views, newBoard(posts(&bus), &store))
			return views[len(views)-1]
		})}
		p := serve(t, srv, nil).browser().load("/")
		store = append(store, "early")
		require.NoError(t, posts(&bus).Publish(t.Context(), "early"))
		require.NoError(t, p.join())
		p.requireClose(wire.Remount, wire.Overflow)
		require.NoError(t, p.join())
		require.Contains(t, p.html(), "<p>early</p>")
		synctest.Wait()
		require.Len(t, views, 2)
		require.Equal(t, 1, views[0].unmounts)
	})
}

// A view that handles messages too slowly loses some of them, and Reload runs once. The publisher
// never blocks.
func TestSubscribe_FullInboxReloadsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		v := &reloadingBoard{board: newBoard(posts(&bus), &store)}
		v.work = func() { time.Sleep(time.Second) }
		srv := &live.Server{Handler: live.Page(factoryOf(v)), MaxInbox: 4, Log: slog.New(slog.DiscardHandler)}
		p := livetest.Open(t, srv)
		start := time.Now()
		for i := range 20 {
			store = append(store, fmt.Sprint(i))
			require.NoError(t, posts(&bus).Publish(t.Context(), fmt.Sprint(i)))
			synctest.Wait() // the bus has delivered it
		}
		require.Zero(t, time.Since(start))
		time.Sleep(time.Minute)
		p.Settle()
		require.Equal(t, 1, v.reloads)
		require.Equal(t, 5, v.received, "the running one and those in the inbox")
		require.Equal(t, strings.Join(store, ", "), p.Text("p"))
	})
}

func TestSubscribe_FullInboxWithoutReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		var views []*board
		srv := &live.Server{MaxInbox: 4, Log: slog.New(slog.DiscardHandler), Handler: live.Page(func(*http.Request) live.View {
			v := newBoard(posts(&bus), &store)
			v.work = func() { time.Sleep(time.Second) }
			views = append(views, v)
			return v
		})}
		p := livetest.Open(t, srv)
		for i := range 20 {
			store = append(store, fmt.Sprint(i))
			require.NoError(t, posts(&bus).Publish(t.Context(), fmt.Sprint(i)))
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		p.Settle()
		require.Equal(t, strings.Join(store, ", "), p.Text("p"))
		require.Len(t, views, 2)
		require.Equal(t, 1, views[0].unmounts)
	})
}

// Message handlers run while the page is disconnected. Their changes are rendered after the resume.
func TestSubscribe_MessagesWhileDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		v := &reloadingBoard{board: newBoard(posts(&bus), &store)}
		p := livetest.Mount(t, func() live.View { return v })
		p.Disconnect()
		renders := v.renders
		for i := range 3 {
			require.NoError(t, posts(&bus).Publish(t.Context(), fmt.Sprint(i)))
		}
		synctest.Wait()
		require.Equal(t, []int{3, 0, 0}, []int{v.received, v.reloads, v.renders - renders}, "nothing renders")
		require.Equal(t, "0, 1, 2", p.Resume().Text("p"))
	})
}

// The subscriptions of a component end with it.
func TestSubscribe_EndsAtUnmount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		child := newBoard(posts(&bus), &store)
		shown := true
		v := &stub{events: on(func(toggle) { shown = !shown })}
		v.render = func() templ.Component {
			if shown {
				return markup(button("toggle", toggle{}), live.Component("board", child))
			}
			return button("toggle", toggle{})
		}
		p := livetest.Mount(t, func() live.View { return v })
		p.Click(".toggle")
		require.NoError(t, posts(&bus).Publish(t.Context(), "late"))
		synctest.Wait()
		require.Zero(t, child.received)
		p.Click(".toggle")
		require.NoError(t, posts(&bus).Publish(t.Context(), "again"))
		require.Equal(t, "again", p.Settle().Text("p"))
		require.Equal(t, 1, child.received, "once, although the component was subscribed before")
	})
}

// Reload runs only for the component that lost messages.
func TestReload_OnlyAffectedComponents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		var store []string
		child := &reloadingBoard{board: newBoard(posts(&bus), &store)}
		v := &reloading{stub: stub{render: func() templ.Component { return live.Component("board", child) }}}
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().load("/")
		store = append(store, "early")
		require.NoError(t, posts(&bus).Publish(t.Context(), "early"))
		require.NoError(t, p.join())
		p.readUntil(func() bool { return p.Version() == 2 })
		require.Contains(t, p.html(), "early")
		require.Equal(t, []int{1, 0}, []int{child.reloads, v.reloads})
	})
}
