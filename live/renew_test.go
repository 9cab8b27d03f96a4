package live_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// setSession returns a handler that sets the HttpOnly cookie "session" and then calls next.
func setSession(value string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: value, Path: "/", HttpOnly: true})
		next(w, r)
	}
}

func respond(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
}

func redirect(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) }

func nothing(http.ResponseWriter, *http.Request) {}

// timeoutHandler returns a handler that runs h in http.TimeoutHandler.
func timeoutHandler(h http.HandlerFunc) http.HandlerFunc {
	return http.TimeoutHandler(h, time.Second, "late").ServeHTTP
}

// gzipHandler returns a handler that compresses the response of h.
func gzipHandler(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		defer z.Close()
		h(bodyWriter{w, z}, r)
	}
}

// A bodyWriter writes the body to another writer.
type bodyWriter struct {
	http.ResponseWriter
	body io.Writer
}

func (w bodyWriter) Write(b []byte) (int, error) { return w.body.Write(b) }

// A wrapper is middleware's http.ResponseWriter, with no method besides Unwrap.
type wrapper struct{ http.ResponseWriter }

func (w wrapper) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func setRawCookie(line string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.Header().Add("Set-Cookie", line); next(w, r) }
}

// The browser cookie is renewed by responses that may log the user in or out, and by no others. The
// browser has the HttpOnly cookies session=first and idle=first, and theme=first.
func TestRenewCookie(t *testing.T) {
	const get, post = http.MethodGet, http.MethodPost
	for name, test := range map[string]struct {
		method  string
		handler http.HandlerFunc
		renewed bool
	}{
		"login by POST and redirect":  {post, setSession("second", redirect), true},
		"login by POST with 200":      {post, setSession("second", nothing), true},
		"login by fetch with 204":     {post, setSession("second", respond(http.StatusNoContent)), true},
		"login by PUT":                {http.MethodPut, setSession("second", nothing), true},
		"login by DELETE":             {http.MethodDelete, setSession("second", nothing), true},
		"login by a custom method":    {"LOGIN", setSession("second", nothing), true},
		"login by redirect of a GET":  {get, setSession("second", redirect), true},
		"login by redirect of a HEAD": {http.MethodHead, setSession("second", redirect), true},
		"login that fails with 422":   {post, setSession("second", respond(http.StatusUnprocessableEntity)), true},
		"another HttpOnly cookie":     {post, setRawCookie("remember=token; HttpOnly", nothing), true},
		"logout by POST":              {post, setRawCookie("session=; Max-Age=0; HttpOnly", nothing), true},
		"logout without HttpOnly":     {post, setRawCookie("session=; Max-Age=0", nothing), true},
		"logout by Expires":           {get, setRawCookie("session=; Expires=Thu, 01 Jan 1970 00:00:01 GMT", redirect), true},
		"logout by an empty value":    {post, setRawCookie("session=; HttpOnly", nothing), true},
		"a cookie that Go rejects":    {post, setRawCookie("user[id]=token; HttpOnly", nothing), true},
		"set twice":                   {post, setSession("first", setSession("second", nothing)), true},
		"together with ours":          {post, setRawCookie("live=mine; Path=/", setSession("second", nothing)), true},
		"body without a status":       {post, setSession("second", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "{}") }), true},
		"body of a reader":            {post, setSession("second", func(w http.ResponseWriter, _ *http.Request) { io.Copy(w, strings.NewReader("x")) }), true},
		"http.ServeContent": {post, setSession("second", func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "x", time.Time{}, bytes.NewReader([]byte("x")))
		}), true},
		"http.Error":                  {post, setSession("second", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }), true},
		"flush before the status":     {post, setSession("second", func(w http.ResponseWriter, _ *http.Request) { w.(http.Flusher).Flush() }), true},
		"flush by ResponseController": {post, setSession("second", func(w http.ResponseWriter, _ *http.Request) { _ = http.NewResponseController(w).Flush() }), true},
		"after 103 Early Hints": {post, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			setSession("second", nothing)(w, r)
		}, true},
		"http.TimeoutHandler":          {post, timeoutHandler(setSession("second", nothing)), true},
		"gzip":                         {post, gzipHandler(setSession("second", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "x") })), true},
		"middleware that wraps":        {post, func(w http.ResponseWriter, r *http.Request) { setSession("second", redirect)(wrapper{w}, r) }, true},
		"unchanged value":              {post, setSession("first", redirect), false},
		"idle timeout":                 {post, setRawCookie("idle=first; Max-Age=600; HttpOnly", redirect), false},
		"set twice, finally unchanged": {post, setSession("second", setSession("first", nothing)), false},
		"page load":                    {get, setSession("second", nothing), false},
		"redirect without cookies":     {get, redirect, false},
		"304":                          {get, setSession("second", respond(http.StatusNotModified)), false},
		"script's cookie":              {post, setRawCookie("theme=second", nothing), false},
		"cleared cookie, never sent":   {post, setRawCookie("x=; Max-Age=0", nothing), false},
		"our cookie":                   {post, setRawCookie("live=mine; Path=/; HttpOnly", nothing), false},
		"after the status": {post, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
			setSession("second", nothing)(w, r)
		}, false},
		"POST without cookies": {post, nothing, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mux := http.NewServeMux()
				mux.Handle("/x", test.handler)
				f := &viewFactory{}
				mux.Handle("/", f.handler())
				b := serve(t, &live.Server{Handler: mux}, nil).browser()
				site, _ := url.Parse(origin)
				b.jar.SetCookies(site, []*http.Cookie{{Name: "session", Value: "first"}, {Name: "idle", Value: "first"}, {Name: "theme", Value: "first"}})
				p := b.open("/")
				require.True(t, p.Adopted())
				old := b.cookie("live")
				require.NotEmpty(t, old)
				resp, _ := b.request(test.method, "/x")
				if name == "our cookie" {
					require.Equal(t, "mine", b.cookie("live"))
					return
				}
				require.Equal(t, test.renewed, b.cookie("live") != old && b.cookie("live") != "mine", resp.Header)
				require.NoError(t, p.Abort())
				if test.renewed {
					requireCloseError(t, p.resume(), wire.Remount, wire.Gone)
				} else {
					require.NoError(t, p.resume())
				}
			})
		})
	}
}

// The cookie that the browser has sent is renewed, whether or not a proxy says that it uses HTTPS.
func TestRenewCookie_Name(t *testing.T) {
	srv := &live.Server{Handler: setSession("second", redirect), Log: slog.New(slog.DiscardHandler)}
	for _, test := range []struct{ sent, proto, want string }{
		{"live=token", "", "live"},
		{"live=token", "https", "__Host-live"},
		{"__Host-live=token", "https", "__Host-live"},
		{"__Host-live=token", "", "__Host-live"},
		{"live=other; __Host-live=token", "", "__Host-live"},
		{"other=token", "", ""},
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Cookie", test.sent)
		r.Header.Set("X-Forwarded-Proto", test.proto)
		srv.ServeHTTP(w, r)
		got := ""
		for _, c := range w.Result().Cookies() {
			if c.Name != "session" {
				got += c.Name
				require.Equal(t, strings.HasPrefix(c.Name, "__Host-"), c.Secure)
				require.True(t, c.HttpOnly)
				require.Equal(t, "/", c.Path)
			}
		}
		require.Equal(t, test.want, got, test)
	}
}

// A page that was loaded before the login and joins after it is mounted for the user of now.
func TestRenewCookie_BeforeJoin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		mux.HandleFunc("POST /login", setSession("second", redirect))
		f := &viewFactory{}
		mux.Handle("/", f.handler())
		b := serve(t, &live.Server{Handler: mux}, nil).browser()
		p := b.load("/")
		b.request(http.MethodPost, "/login")
		require.NoError(t, p.join())
		require.False(t, p.Adopted())
		require.Equal(t, 2, f.mounts())
		require.NoError(t, p.Abort())
		require.NoError(t, p.resume(), "it has joined after the login")
	})
}

// With Identity, pages belong to the user. A response that renews the cookie, as one with a flash
// message in an HttpOnly cookie does, ends no page of the same user.
func TestRenewCookie_SameIdentity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &viewFactory{}
		mux := http.NewServeMux()
		mux.HandleFunc("POST /save", func(w http.ResponseWriter, r *http.Request) { setSession(rand.Text(), redirect)(w, r) })
		mux.Handle("/", f.handler())
		b := serve(t, &live.Server{
			Handler: mux, RecheckInterval: recheckInterval,
			Identity: func(r *http.Request) string {
				c, err := r.Cookie("user")
				if err != nil {
					return ""
				}
				return c.Value
			},
		}, nil).browser().withUser("ann")
		p := b.open("/")
		for range 3 {
			old := b.cookie("live")
			b.request(http.MethodPost, "/save")
			require.NotEqual(t, old, b.cookie("live"))
			p.readRecheck()
			p.sendAndWait("live_test.action?name=add")
			require.NoError(t, p.Abort())
			require.NoError(t, p.resume())
		}
		require.Equal(t, 1, f.mounts())

		// Another user, in this browser or with a copy of the secret, neither gets nor ends the page.
		for _, user := range []string{"bob", ""} {
			require.NoError(t, p.Abort())
			c := b.withUser(user).dialRaw("/")
			c.write(resumeMessage(p.Session(), p.Version(), p.Frame(), p.LastRef()+1))
			c.requireClose(wire.Remount, wire.Gone)
			require.Zero(t, f.views[0].unmounts.get())
			b.withUser("ann")
			require.NoError(t, p.resume())
		}
	})
}
