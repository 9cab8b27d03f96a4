package live_test

import (
	"fmt"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// newFlashSite returns a site whose first page calls act when its button is clicked. The page /next is live, and
// handles click; /plain is not live and lists its messages; /moved redirects to /next.
func newFlashSite(act func(*live.Socket) error) *live.Server {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return buttonView(act) }))
	mux.Handle("GET /next", live.Page(func(*http.Request) live.View {
		v := buttonView(func(s *live.Socket) error { s.Flash(live.FlashInfo, "Restored"); return nil })
		v.render = func() templ.Component { return markup(`<h1>Next</h1>`) }
		return v
	}))
	mux.Handle("GET /moved", http.RedirectHandler("/next", http.StatusSeeOther))
	mux.HandleFunc("GET /plain", func(w http.ResponseWriter, r *http.Request) {
		messages := live.Flashes(w, r)
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, "<!doctype html><p>%s</p>", html.EscapeString(fmt.Sprint(messages)))
	})
	mux.HandleFunc("POST /login", func(w http.ResponseWriter, r *http.Request) {
		live.AddFlash(w, r, live.FlashSuccess, "Hello")
		live.AddFlash(w, r, live.FlashWarning, "Your password is old", live.FlashKey("password"))
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1", HttpOnly: true})
		http.Redirect(w, r, "/next", http.StatusSeeOther)
	})
	return &live.Server{Handler: mux}
}

// What a handler shows before it navigates is shown by the next page, once.
func TestFlash_BeforeNavigate(t *testing.T) {
	show := func(to string) func(*live.Socket) error {
		return func(s *live.Socket) error {
			s.Flash(live.FlashInfo, "omitted")
			s.Flash(live.FlashInfo, "")
			s.Flash(live.FlashInfo, "Saved")
			s.Flash(live.FlashSuccess, "Sent to <ann>")
			s.Flash(live.FlashWarning, "No copy", live.FlashKey("copy"), live.FlashFor(time.Hour))
			s.Flash(live.FlashError, "No receipt", live.FlashAction("Print", click{}))
			return s.Navigate(to)
		}
	}
	for _, to := range []string{"/next", "/moved"} {
		p := livetest.Open(t, newFlashSite(show(to))).Click(".click")
		require.Equal(t, "/next", p.URL())
		require.Equal(t, []string{"Saved"}, p.Flashes(live.FlashInfo), to)
		require.Equal(t, []string{"Sent to <ann>"}, p.Flashes(live.FlashSuccess), to)
		require.Equal(t, []string{"No copy"}, p.Flashes(live.FlashWarning), to)
		require.Equal(t, []string{"No receipt"}, p.Flashes(live.FlashError), to)
		p.ClickFlash("Print")
		require.Equal(t, "Restored", p.Flash(live.FlashInfo), "the view of the next page handles the button")
		p.Reload()
		require.Empty(t, p.Flashes(live.FlashInfo), "shown once")
		require.Empty(t, p.Flashes(live.FlashWarning))
	}
	p := livetest.Open(t, newFlashSite(show("/plain"))).Click(".click")
	require.Equal(t, "[{info Saved } {success Sent to <ann> } {warning No copy copy} {error No receipt }]", p.Text("p"))
	require.Equal(t, "[]", p.Reload().Text("p"))
}

// A message is shown by the page that the user sees next: not by the one that is being left, and by no page of
// another server.
func TestFlash_AroundNavigate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		press := func(s *live.Socket, e flashPress) error {
			s.Flash(live.FlashInfo, "before")
			err := s.Redirect(map[int]string{1: "/next", 3: "https://example.org/"}[e.ID])
			s.Flash(live.FlashInfo, "after")
			return err
		}
		page := func() *page {
			return serve(t, &live.Server{Handler: pageMux(factoryOf(&flashView{press: press}))}, nil).browser().open("/")
		}
		p := page()
		p.sendAndWait("live_test.flashPress?id=1")
		effects := p.effects()
		require.Len(t, effects, 2)
		require.Regexp(t, `^\["navigate","/next",false,"live-flash-[A-Z0-9]{8}=[\w-]+; Path=/; Max-Age=30; SameSite=Lax"\]$`, effects[0])
		require.Equal(t, `["flash","info","after"]`, effects[1])
		require.NotContains(t, effects[0], "before", "the message is encrypted")

		p = page()
		p.sendAndWait("live_test.flashPress?id=3")
		require.Equal(t, []string{`["flash","info","before"]`, `["navigate","https://example.org/"]`, `["flash","info","after"]`}, p.effects())
	})
}

// A page that redirects in its GET passes on its messages, and those of an earlier page.
func TestFlash_BeforeRedirectOfGET(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
		return buttonView(func(s *live.Socket) error { s.Flash(live.FlashInfo, "1"); return s.Navigate("/middle") })
	}))
	mux.Handle("GET /middle", live.Page(func(*http.Request) live.View {
		v := buttonView(nil)
		v.mount = func(s *live.Socket) error { s.Flash(live.FlashInfo, "2"); return s.Navigate("/end") }
		return v
	}))
	mux.Handle("GET /end", live.Page(func(*http.Request) live.View { return buttonView(nil) }))
	p := livetest.Open(t, &live.Server{Handler: mux}).Click(".click")
	require.Equal(t, []string{"1", "2"}, p.Flashes(live.FlashInfo))
	require.Equal(t, []string{"1", "2"}, livetest.Open(t, &live.Server{Handler: mux}).Click(".click").Flashes(live.FlashInfo))
}

// A login that sets an HttpOnly cookie also replaces the cookie to which messages are bound.
func TestAddFlash_AtLogin(t *testing.T) {
	srv := newFlashSite(nil)
	hs := httptest.NewServer(srv)
	defer hs.Close()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	c := &http.Client{Jar: jar}
	get := func(method, path string) string {
		req, err := http.NewRequestWithContext(t.Context(), method, hs.URL+path, nil)
		require.NoError(t, err)
		res, err := c.Do(req)
		require.NoError(t, err)
		defer res.Body.Close()
		var b strings.Builder
		_ = res.Write(&b)
		return b.String()
	}
	at, err := url.Parse(hs.URL)
	require.NoError(t, err)
	get(http.MethodGet, "/next")
	before := jar.Cookies(at)
	body := get(http.MethodPost, "/login")
	require.Contains(t, body, `<p class="live-flash-success">Hello</p><p class="live-flash-warning">Your password is old</p>`)
	require.NotEqual(t, before, jar.Cookies(at), "the cookie of the browser is another one")
	require.NotContains(t, get(http.MethodGet, "/next"), "Hello")
}

// Only one of two requests with the same cookie shows the messages; a request whose response is not shown does not take
// them; and they expire.
func TestFlash_ShownOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := newFlashSite(nil)
		var cookies []*http.Cookie
		request := func(method, path string, header ...string) string {
			if method == http.MethodPost {
				cookies = nil
			}
			r := httptest.NewRequest(method, path, nil)
			for _, c := range cookies {
				r.AddCookie(c)
			}
			for i := 0; i < len(header); i += 2 {
				r.Header.Set(header[i], header[i+1])
			}
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, r)
			if method == http.MethodPost {
				cookies = w.Result().Cookies()
			}
			return w.Body.String()
		}
		request(http.MethodPost, "/login")
		require.Len(t, cookies, 4)
		for _, header := range [][]string{
			{"Sec-Purpose", "prefetch"}, {"Live-Navigate", "1", "Live-Prefetch", "1"}, {"Sec-Fetch-Dest", "empty"}, {"Sec-Fetch-Dest", "image"},
		} {
			require.Contains(t, request(http.MethodGet, "/plain", header...), "<p>[]</p>", header)
		}
		require.Contains(t, request(http.MethodHead, "/plain"), "<p>[]</p>")
		bodies := make([]string, 10)
		var wait sync.WaitGroup
		for i := range bodies {
			wait.Go(func() { bodies[i] = request(http.MethodGet, "/plain") })
		}
		wait.Wait()
		require.Equal(t, 1, strings.Count(strings.Join(bodies, ""), "Hello"))
		require.Equal(t, 1, strings.Count(strings.Join(bodies, ""), "is old"))

		request(http.MethodPost, "/login")
		require.Contains(t, request(http.MethodGet, "/plain", "Sec-Fetch-Dest", "empty", "Live-Navigate", "x"), "<p>[]</p>", "a fetch cannot show it")
		require.Contains(t, request(http.MethodGet, "/plain"), "Hello", "the document that is loaded next")
		request(http.MethodPost, "/login")
		time.Sleep(31 * time.Second)
		require.Contains(t, request(http.MethodGet, "/plain"), "<p>[]</p>", "expired")

		request(http.MethodPost, "/login")
		for _, c := range cookies {
			if c.Name == "live" {
				c.Value = "OTHEROTHEROTHEROTHEROTHERO"
			}
		}
		require.Contains(t, request(http.MethodGet, "/plain"), "<p>[]</p>", "of another browser")
	})
}

// Of messages that a cookie cannot hold, the oldest are omitted.
func TestFlash_TooLongForCookie(t *testing.T) {
	p := livetest.Open(t, newFlashSite(func(s *live.Socket) error {
		for _, c := range "abcde" {
			s.Flash(live.FlashInfo, strings.Repeat(string(c), 1000))
		}
		return s.Navigate("/next")
	})).Click(".click")
	require.Equal(t, []string{strings.Repeat("d", 1000), strings.Repeat("e", 1000)}, p.Flashes(live.FlashInfo))
}

func TestFlashes_OutsideServer(t *testing.T) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
	require.PanicsWithValue(t, "live: Flashes outside of a live.Server; call it in a handler of Server.Handler, with its request", func() { live.Flashes(w, r) })
	require.PanicsWithValue(t, "live: AddFlash outside of a live.Server; call it in a handler of Server.Handler, with its request",
		func() { live.AddFlash(w, r, live.FlashInfo, "") })
}
