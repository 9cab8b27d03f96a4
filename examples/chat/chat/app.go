// Package chat implements a chat with rooms, presence, typing indicators and editable messages.
package chat

import (
	"context"
	"crypto/rand"
	"embed"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

// Rooms are the names of the rooms. The first one is the default.
var Rooms = []string{"lobby", "gophers", "random"}

// App is the state that all pages of a node share.
type App struct {
	Store    store.Store
	Changes  pubsub.Topic[store.Change]
	Presence *presence.Tracker[Status]

	bus      pubsub.Bus
	limiter  rateLimiter
	local    pubsub.Local // for messages within this node
	isolated atomic.Bool
}

// Status is what other users see of a tab.
type Status struct {
	Name, Room string
	Typing     bool
}

// presenceRoom is the room of the presence tracker that all users share. The chat room of a user is
// part of the Status.
const presenceRoom = "chat"

// New returns a chat that stores its messages in messages and publishes changes on bus.
func New(messages store.Store, bus pubsub.Bus) *App {
	return &App{
		Store:    messages,
		Changes:  pubsub.NewTopic[store.Change](bus, "chat"),
		Presence: &presence.Tracker[Status]{Bus: bus},
		bus:      bus,
	}
}

// readTopic returns the topic that notifies the other tabs of a user when one of them shows a room.
func (a *App) readTopic(userID string) pubsub.Topic[roomRead] {
	return pubsub.NewTopic[roomRead](a.bus, "chat:read:"+userID)
}

type roomRead struct{ Room string }

// isolatedTopic returns the topic of changes of App.isolated.
func (a *App) isolatedTopic() pubsub.Topic[bool] { return pubsub.NewTopic[bool](&a.local, "isolated") }

// WatchHealth calls healthy once a second, which reports whether this node can reach the others,
// until ctx is done. While it cannot, the pages show a notice.
func (a *App) WatchHealth(ctx context.Context, healthy func() bool) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		if isolated := !healthy(); a.isolated.Swap(isolated) != isolated {
			_ = a.isolatedTopic().Publish(ctx, isolated) // fails only when ctx is done
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

//go:embed chat.css chat.js chat.svg
var files embed.FS

var assets = live.NewAssets("/static/", files)

// Server returns a server of the chat at /. See live.Server.Secret for secret; if it is empty, a
// random one is used.
func (a *App) Server(secret []byte) *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", withBrowserCookie(live.Page(func(r *http.Request) live.View {
		return &Chat{App: a, browser: browserID(r)}
	})))
	mux.Handle("GET /static/", assets)
	return &live.Server{Handler: mux, Layout: layout, Assets: assets, Secret: secret, Identity: browserID}
}

// cookieName is the cookie that identifies a browser. Its value is a credential and must not be
// shown to other users.
const cookieName = "chat"

// browserID returns the value of the cookie that withBrowserCookie has added to r.
func browserID(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	return c.Value
}

// withBrowserCookie sets the cookie if the request has none, and adds it to the request for next.
func withBrowserCookie(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(cookieName); err != nil {
			c := &http.Cookie{Name: cookieName, Value: rand.Text(), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil}
			http.SetCookie(w, c)
			r.AddCookie(c)
		}
		next.ServeHTTP(w, r)
	})
}
