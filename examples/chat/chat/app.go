// Package chat is a chat: rooms, people who are there, who types, and messages that their authors edit and delete.
package chat

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/lively-go/lively/examples/chat/store"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
	"github.com/lively-go/lively/pubsub/presence"
)

// Rooms are those that there are. The first is where one begins.
var Rooms = []string{"lobby", "gophers", "random"}

// App is what all pages share.
type App struct {
	Store  store.Store
	Said   pubsub.Topic[store.Change]
	People *presence.Tracker[Status]

	bus   pubsub.Bus
	flood flood
	local pubsub.Local // for what concerns this node alone
	alone atomic.Bool
}

// Status is what others see of a tab.
type Status struct {
	Name, Room string
	Typing     bool
}

// everywhere is the one presence room: a Status says in which room of the chat somebody is.
const everywhere = "chat"

// New returns a chat over a bus.
func New(kept store.Store, bus pubsub.Bus) *App {
	return &App{Store: kept, Said: pubsub.NewTopic[store.Change](bus, "chat"), People: &presence.Tracker[Status]{Bus: bus}, bus: bus}
}

// read is the topic of what a person has read, for the other tabs.
func (a *App) read(me string) pubsub.Topic[seen] {
	return pubsub.NewTopic[seen](a.bus, "chat:read:"+me)
}

type seen struct{ Room string }

// aloneChanged is the topic of whether the node is alone; see Watch.
func (a *App) aloneChanged() pubsub.Topic[bool] { return pubsub.NewTopic[bool](&a.local, "alone") }

// Watch looks once a second whether other nodes can be reached, until ctx ends. While they cannot, the pages say so.
func (a *App) Watch(ctx context.Context, ok func() bool) {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for {
		if alone := !ok(); a.alone.Swap(alone) != alone {
			_ = a.aloneChanged().Publish(ctx, alone) // it fails when ctx has ended
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

var (
	//go:embed chat.css
	styles []byte
	//go:embed chat.js
	script []byte
	//go:embed chat.svg
	icon []byte
)

// Server serves the chat at /. Tokens are signed with secret; empty means a random one.
func (a *App) Server(secret []byte) *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", known(live.Page(func(r *http.Request) live.View {
		c, err := r.Cookie(browser)
		if err != nil {
			return nil
		}
		return &Chat{App: a, browser: c.Value}
	})))
	mux.Handle("GET /chat.css", file("text/css; charset=utf-8", styles))
	mux.Handle("GET /chat.js", file("text/javascript; charset=utf-8", script))
	mux.Handle("GET /chat.svg", file("image/svg+xml", icon))
	return &live.Server{Handler: mux, Layout: layout, Secret: secret}
}

func file(kind string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(body)
	})
}

// browser is the cookie that tells browsers apart. Who has its value is its owner, so it is shown to nobody.
const browser = "chat"

func known(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(browser); err != nil {
			c := &http.Cookie{Name: browser, Value: rand.Text(), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil}
			http.SetCookie(w, c)
			r.AddCookie(c)
		}
		next.ServeHTTP(w, r)
	})
}

// person is who came from a browser with a name: the same in all its tabs, and after a reload.
func person(browser, name string) string {
	sum := sha256.Sum256([]byte(browser + "\n" + strings.ToLower(name)))
	return hex.EncodeToString(sum[:8])
}

// taken says whether somebody else goes by that name now.
func (a *App) taken(name, me string) bool {
	for _, p := range a.People.List(everywhere) {
		for _, e := range p.Entries {
			if p.Key != me && strings.EqualFold(e.Meta.Name, name) {
				return true
			}
		}
	}
	return false
}
