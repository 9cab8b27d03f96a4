package auth

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/lively-go/lively/examples/auth/store"
	"github.com/lively-go/lively/live"
)

// loginID is the key of the ID of a login in the session.
const loginID = "login"

// How long a login is valid: a cookie of the browser ends earlier, with the browser.
const (
	rememberTime = 30 * 24 * time.Hour
	loginTime    = 12 * time.Hour
)

func newSessions(s *store.Store) *scs.SessionManager {
	m := scs.New()
	m.Store = store.Sessions{Store: s}
	m.HashTokenInStore = true
	m.Lifetime = rememberTime
	m.Cookie.Persist = false // unless the user wants to be remembered
	m.Cookie.SameSite = http.SameSiteLaxMode
	// On a site with HTTPS, also set Cookie.Secure, and the name __Host-session.
	return m
}

// logIn begins a login of user in the session of r. The session gets another token, so that one from before the login
// is worthless.
func (a *app) logIn(r *http.Request, userID int64, remember bool) error {
	ctx := r.Context()
	if err := a.sessions.RenewToken(ctx); err != nil {
		return err
	}
	valid := loginTime
	if remember {
		valid = rememberTime
	}
	id, err := a.Store.AddLogin(ctx, userID, browserName(r.UserAgent()), valid)
	if err != nil {
		return err
	}
	a.sessions.Put(ctx, loginID, id)
	a.sessions.RememberMe(ctx, remember)
	a.sessions.SetDeadline(ctx, time.Now().Add(valid))
	return nil
}

// endLogin ends a login, and the pages that are open with it.
func (a *app) endLogin(ctx context.Context, id string) error {
	if err := a.Store.EndLogin(ctx, id); err != nil {
		return err
	}
	return live.Disconnect(ctx, &a.bus, loginTopic(id))
}

// endLogins ends all logins of a user, and their pages.
func (a *app) endLogins(ctx context.Context, userID int64) error {
	if err := a.Store.EndLogins(ctx, userID); err != nil {
		return err
	}
	return live.Disconnect(ctx, &a.bus, userTopic(userID))
}

// clientOf returns the address that limits are for. Behind a proxy, use live.LastForwardedFor.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
