package live_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// loginApp returns an application with scs sessions, a login at /login and a live page at /.
func loginApp(sm *scs.SessionManager, f *viewFactory) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) { sm.Put(r.Context(), "user", "ann") })
	page := live.Page(f.create)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if sm.GetString(r.Context(), "user") == "" {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		page.ServeHTTP(w, r)
	})
	return mux
}

// newSessionManager returns a session manager without a cleanup goroutine. It must be called outside
// of a bubble, because scs.New starts a goroutine that does not end.
func newSessionManager() *scs.SessionManager {
	sm := scs.New()
	sm.Store = memstore.NewWithCleanupInterval(0)
	return sm
}

// With an idle timeout, scs sends its cookie with every response. The value is unchanged, so it does
// not matter that the browser never receives the cookie of a synthetic GET. Session data that the
// synthetic GET changed is kept.
func TestLogin_IdleTimeout(t *testing.T) {
	sm := newSessionManager()
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		sm.IdleTimeout = 20 * time.Minute
		srv := &live.Server{Handler: loginApp(sm, f)}
		b := serve(t, srv, sm.LoadAndSave(srv)).browser()
		b.get("/login")
		resp, _ := b.get("/")
		require.Contains(t, strings.Join(resp.Header["Set-Cookie"], " "), "session=")
		p := b.open("/")
		require.True(t, p.Adopted())
		for range 5 { // each resume is a request, so the login does not expire
			time.Sleep(15 * time.Second)
			require.NoError(t, p.Abort())
			require.NoError(t, p.resume())
		}
		p.sendAndWait("live_test.action?name=add")
		require.NoError(t, p.Abort())
		synctest.Wait() // the middleware saves the login when the handler of the connection returns
		require.NoError(t, sm.Store.Delete(b.cookie("session")))
		requireCloseError(t, p.resume(), wire.Reload, wire.NotLive)
	})
}

// A middleware renews the login token in every response. The browser never receives the cookie of a
// synthetic GET, so the page is not live and the log contains the reason. scs deletes the old token
// at once, so the user has to log in again. This is not necessary if the old login stays valid for a
// while, as in the next test.
func TestLogin_RenewedTokenIsNotLive(t *testing.T) {
	sm := newSessionManager()
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		renew := func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/" && r.Header.Get("Upgrade") == "" && sm.GetBool(r.Context(), "old") {
					require.NoError(t, sm.RenewToken(r.Context()))
				}
				sm.Put(r.Context(), "old", true)
				next.ServeHTTP(w, r)
			})
		}
		srv := &live.Server{Handler: sm.LoadAndSave(renew(loginApp(sm, f)))}
		b := serve(t, srv, nil).browser()
		b.get("/login")
		p := b.load("/")
		requireCloseError(t, p.join(), wire.Reload, wire.NotLive)
		synctest.Wait()
		require.Equal(t, 1, f.views[0].unmounts.get())
		require.Contains(t, b.app.log.String(), `header Set-Cookie changes \"session\"`)
		resp, _ := b.get("/")
		require.Equal(t, "/login", resp.Header.Get("Location"))
	})
}

// signedLogin returns a login cookie that is valid without a store until a given time.
func signedLogin(until time.Time) string {
	text := strconv.FormatInt(until.Unix(), 10)
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// A signed login cookie is renewed after half of its lifetime. If that happens during a resume, the
// page is reloaded: the old cookie is still valid, and the browser receives the new one. If the
// resume succeeded instead, the cookie would expire.
func TestLogin_RenewedDuringResume(t *testing.T) {
	sliding := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := r.Cookie("user")
			text := ""
			if err == nil {
				text, _, _ = strings.Cut(c.Value, ".")
			}
			until, _ := strconv.ParseInt(text, 10, 64)
			remaining := time.Until(time.Unix(until, 0))
			if err != nil || c.Value != signedLogin(time.Unix(until, 0)) || remaining <= 0 {
				http.Redirect(w, r, "/login", http.StatusSeeOther)
				return
			}
			if remaining < time.Minute && r.Header.Get("Upgrade") == "" {
				http.SetCookie(w, &http.Cookie{Name: "user", Value: signedLogin(time.Now().Add(2 * time.Minute)), Path: "/"})
			}
			next.ServeHTTP(w, r)
		})
	}
	testMiddleware(t, sliding, func(t *testing.T, f *viewFactory, a *app) {
		b := a.browser().withUser(signedLogin(time.Now().Add(2 * time.Minute)))
		p := b.open("/")
		require.True(t, p.Adopted())
		time.Sleep(50 * time.Second)
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume(), "not renewed yet")
		time.Sleep(50 * time.Second)
		require.NoError(t, p.Abort())
		synctest.Wait()
		requireCloseError(t, p.resume(), wire.Reload, wire.NotLive)
		old := b.cookie("user")
		p = b.open("/")
		require.True(t, p.Adopted())
		require.NotEqual(t, old, b.cookie("user"), "the page load renewed the login")
		time.Sleep(50 * time.Second)
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume(), "still logged in")
	})
}
