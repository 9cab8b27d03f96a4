// Package auth is a site where users sign up, log in and log out. It shows how a live page hands over to the POST that
// sets a cookie, how pages end with their login, and what a login has to withstand.
package auth

import (
	"embed"
	"net/http"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/alexedwards/scs/v2"

	"github.com/lively-go/lively/examples/auth/limit"
	"github.com/lively-go/lively/examples/auth/mail"
	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

//go:embed auth.css
var files embed.FS

var assets = live.NewAssets("/static/", files)

// A Config is what NewServer needs.
type Config struct {
	Store *store.Store
	Mails *mail.Sink       // which everyone can read at /mails: for development only
	Cost  *argon2id.Params // of the hash of a password; nil means argon2id.DefaultParams
	Hint  string           // shown at the login
}

// An app is what the handlers and views share.
type app struct {
	Config
	bus       pubsub.Local
	sessions  *scs.SessionManager
	passwords *passwords
	accounts  limit.Limiter // of passwords, and of mails, by account
	clients   limit.Limiter // of both, and of new accounts, by network address
}

// NewServer returns a server for the site.
func NewServer(c Config) (*live.Server, error) {
	if c.Cost == nil {
		c.Cost = argon2id.DefaultParams
	}
	passwords, err := newPasswords(c.Cost)
	if err != nil {
		return nil, err
	}
	a := &app{
		Config: c, passwords: passwords, sessions: newSessions(c.Store),
		accounts: limit.Limiter{Every: time.Minute, Burst: 10},
		clients:  limit.Limiter{Every: 10 * time.Second, Burst: 60},
	}
	return &live.Server{
		Handler: securityHeaders(a.sessions.LoadAndSave(a.withLogin(a.routes()))),
		Layout:  a.layout, Assets: assets, Identity: identity, Bus: &a.bus, RecheckInterval: time.Minute,
	}, nil
}

func (a *app) routes() http.Handler {
	mux := http.NewServeMux()
	page := func(pattern string, newView func(r *http.Request, b base) live.View, guards ...guard) {
		h := http.Handler(live.Page(func(r *http.Request) live.View { return newView(r, base{a, loginOf(r)}) }))
		for _, g := range guards {
			h = g(h)
		}
		mux.Handle("GET "+pattern, h)
		mux.Handle("POST "+pattern, h) // of browsers without scripts
	}
	page("/{$}", func(_ *http.Request, b base) live.View { return &home{base: b} })
	page("/login", newLogIn, onlyGuests)
	page("/signup", func(r *http.Request, b base) live.View { return &signUp{base: b, client: clientOf(r)} }, onlyGuests)
	page("/forgot", func(r *http.Request, b base) live.View { return &forgot{base: b, client: clientOf(r)} })
	page("/reset/{token}", func(r *http.Request, b base) live.View { return &reset{base: b, token: r.PathValue("token")} })
	page("/members", func(_ *http.Request, b base) live.View { return &members{base: b} }, onlyMembers)
	page("/admin", func(_ *http.Request, b base) live.View { return &admin{base: b} }, onlyAdmins)
	page("/mails", func(_ *http.Request, b base) live.View { return &mails{base: b} })
	mux.HandleFunc("POST /session", a.postLogIn)
	mux.HandleFunc("POST /account", a.postSignUp)
	mux.HandleFunc("POST /logout", a.postLogOut)
	mux.Handle("POST /switch", onlyMembers(http.HandlerFunc(a.postSwitch)))
	mux.Handle("GET /static/", assets)
	return mux
}
