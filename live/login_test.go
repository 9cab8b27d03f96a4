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

// logins is an application with sessions of scs, at /login and /.
func logins(sm *scs.SessionManager, m *made) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) { sm.Put(r.Context(), "user", "ann") })
	page := live.Page(m.factory)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		if sm.GetString(r.Context(), "user") == "" {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		page.ServeHTTP(w, r)
	})
	return mux
}

// newSessions is for outside of a bubble: scs.New starts a goroutine that does not end.
func newSessions() *scs.SessionManager {
	sm := scs.New()
	sm.Store = memstore.NewWithCleanupInterval(0)
	return sm
}

// With an idle timeout scs sends its cookie with every answer. The value is the same, so nothing is lost with an answer that nobody
// receives; but what the visit did to the session counts.
func TestAnIdleTimeoutKeepsThePageLive(t *testing.T) {
	sm := newSessions()
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		sm.IdleTimeout = 20 * time.Minute
		srv := &live.Server{Handler: logins(sm, m)}
		b := serve(t, srv, sm.LoadAndSave(srv)).browser()
		b.get("/login")
		resp, _ := b.get("/")
		require.Contains(t, strings.Join(resp.Header["Set-Cookie"], " "), "session=")
		p := b.open("/")
		require.True(t, p.Adopted())
		for range 5 { // a resume is a visit: the session does not expire meanwhile
			time.Sleep(15 * time.Second)
			require.NoError(t, p.Abort())
			require.NoError(t, p.resume())
		}
		p.do("live_test.do?what=add")
		require.NoError(t, sm.Store.Delete(b.cookie("session")))
		require.NoError(t, p.Abort())
		requireClosed(t, p.resume(), wire.Reload, wire.NotLive)
	})
}

// A middleware that renews the login in every answer: the browser never gets the cookie of the answer to a join. The page is not live, and
// the log says why. scs forgets the old login as it makes the new one, so here the person has to log in again, and sees that; a login that
// overlaps its successor, as in the next test, survives.
func TestARenewedLoginIsNotLive(t *testing.T) {
	sm := newSessions()
	synctest.Test(t, func(t *testing.T) {
		m := &made{}
		renew := func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/" && r.Header.Get("Upgrade") == "" && sm.GetBool(r.Context(), "old") {
					require.NoError(t, sm.RenewToken(r.Context()))
				}
				sm.Put(r.Context(), "old", true)
				next.ServeHTTP(w, r)
			})
		}
		srv := &live.Server{Handler: sm.LoadAndSave(renew(logins(sm, m)))}
		b := serve(t, srv, nil).browser()
		b.get("/login")
		p := b.load("/")
		requireClosed(t, p.join(), wire.Reload, wire.NotLive)
		synctest.Wait()
		require.Equal(t, 1, m.views[0].unmounts.get())
		require.Contains(t, b.app.log.String(), `header Set-Cookie changes \"session\"`)
		resp, _ := b.get("/")
		require.Equal(t, "/login", resp.Header.Get("Location"))
	})
}

// signed makes a login that is good without a store, until its time.
func signed(until time.Time) string {
	text := strconv.FormatInt(until.Unix(), 10)
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// A login in a signed cookie that is renewed when half of its time is over. When that happens in a resume, the page is loaded again: the
// old cookie is still good there, and the browser gets the new one. Had the answer been taken for live, the cookie would run out.
func TestALoginThatIsRenewedInAResume(t *testing.T) {
	sliding := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, err := r.Cookie("user")
			text := ""
			if err == nil {
				text, _, _ = strings.Cut(c.Value, ".")
			}
			until, _ := strconv.ParseInt(text, 10, 64)
			left := time.Until(time.Unix(until, 0))
			if err != nil || c.Value != signed(time.Unix(until, 0)) || left <= 0 {
				http.Redirect(w, r, "/login", http.StatusSeeOther)
				return
			}
			if left < time.Minute && r.Header.Get("Upgrade") == "" {
				http.SetCookie(w, &http.Cookie{Name: "user", Value: signed(time.Now().Add(2 * time.Minute)), Path: "/"})
			}
			next.ServeHTTP(w, r)
		})
	}
	around(t, sliding, func(t *testing.T, m *made, a *app) {
		b := a.browser().as(signed(time.Now().Add(2 * time.Minute)))
		p := b.open("/")
		require.True(t, p.Adopted())
		time.Sleep(50 * time.Second)
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume(), "not yet")
		time.Sleep(50 * time.Second)
		require.NoError(t, p.Abort())
		synctest.Wait()
		requireClosed(t, p.resume(), wire.Reload, wire.NotLive)
		old := b.cookie("user")
		p = b.open("/")
		require.True(t, p.Adopted())
		require.NotEqual(t, old, b.cookie("user"), "the page load brought the new login")
		time.Sleep(50 * time.Second)
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume(), "still logged in")
	})
}
