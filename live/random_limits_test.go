package live_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// Pages join, resume, sleep, leave and are disconnected at the same time, in random order, with more
// sessions than the limits allow, slow and failing middleware, changing users of a browser, rechecks
// and a shutdown. In the end nothing is left of them.
func TestServer_RandomOrderKeepsNothing(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { testRandomOrder(t, seed) })
		})
	}
}

func testRandomOrder(t *testing.T, seed uint64) {
	var bus pubsub.Local
	f := &viewFactory{newView: func(*http.Request) *view { return &view{} }}
	pages := f.handler()
	srv := &live.Server{
		Bus: &bus, MaxSessions: 18, MaxSessionsPerClient: 6, MaxDetached: 10, MaxUnadopted: 6, JoinTimeout: 3 * time.Second,
		RecheckInterval: 5 * time.Second, Identity: cookieOf("user"),
	}
	srv.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch time.Sleep(rand.N(4 * time.Second)); {
		case r.Method == http.MethodPost:
			setSession(fmt.Sprint(time.Now()), redirect)(w, r)
		case rand.N(10) == 0:
			w.WriteHeader(http.StatusServiceUnavailable)
		case rand.N(20) == 0:
			panic(http.ErrAbortHandler)
		default:
			pages.ServeHTTP(w, r)
		}
	})
	a := serve(t, srv, nil)
	_ = srv.Stats() // subscribes
	synctest.Wait()
	before := bubbleGoroutines()

	var wg sync.WaitGroup
	end := time.Now().Add(2 * time.Minute)
	for i := range 20 {
		v := &visitor{b: a.browser(), rng: rand.New(rand.NewPCG(seed, uint64(i)))}
		v.b.addr = fmt.Sprintf("192.0.2.%d:1", i%4)
		wg.Go(func() {
			for ; time.Now().Before(end); time.Sleep(time.Second) {
				v.visit()
			}
		})
	}
	rng := rand.New(rand.NewPCG(seed, 100))
	for range 15 {
		time.Sleep(rand.N(12 * time.Second))
		_ = live.Disconnect(t.Context(), &bus, users[rng.IntN(len(users))])
	}
	if seed%2 == 0 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rng.IntN(4))*time.Second)
		defer cancel()
		_ = srv.Shutdown(ctx)
	}
	wg.Wait()
	time.Sleep(5 * time.Minute)
	synctest.Wait()
	require.Zero(t, live.OpenCount(srv))
	require.LessOrEqual(t, bubbleGoroutines(), before)
	stats := srv.Stats()
	require.Positive(t, min(stats.Adopted, stats.Remounted, stats.Resumed, stats.Refused), "%+v", stats)
	for _, v := range f.views {
		require.Equal(t, v.mounts.get(), v.unmounts.get())
	}
}

var users = []string{"ann", "bob", "eve"}

// cookieOf returns a function that returns the value of a cookie, or "" if there is none.
func cookieOf(name string) func(*http.Request) string {
	return func(r *http.Request) string {
		c, err := r.Cookie(name)
		if err != nil {
			return ""
		}
		return c.Value
	}
}

// A visitor is a browser that does things in random order. Each of them may fail.
type visitor struct {
	b       *browser
	rng     *rand.Rand
	session string
}

var sessionPattern = regexp.MustCompile(`"session":"([^"]+)"`)

// visit loads the page, or resumes the previous one, and uses it for some seconds.
func (v *visitor) visit() {
	if v.rng.IntN(20) == 0 {
		v.b.setCookie("user", users[v.rng.IntN(len(users))])
	}
	if v.rng.IntN(10) == 0 {
		v.request(http.MethodPost)
	}
	message := resumeMessage(v.session, 1, 0, 1)
	if v.session == "" || v.rng.IntN(4) == 0 {
		page, _ := client.ParsePage("/", v.request(http.MethodGet))
		message = string(wire.Join{URL: "/", Token: page.Token}.Append(nil))
	}
	conn, _, err := v.b.dial("/")
	if err != nil {
		return
	}
	defer conn.Close()
	for _, m := range []string{message, `["h"]`} {
		if v.rng.IntN(10) == 0 {
			return
		}
		_ = conn.WriteMessage(websocket.TextMessage, []byte(m))
	}
	_ = conn.SetReadDeadline(time.Now().Add(time.Duration(v.rng.IntN(12)) * time.Second))
	for _, data, err := conn.ReadMessage(); err == nil; _, data, err = conn.ReadMessage() {
		if s := sessionPattern.FindSubmatch(data); s != nil {
			v.session = string(s[1])
		}
	}
	if last := []string{"", "", `["bye"]`, `["sleep"]`, "malformed"}[v.rng.IntN(5)]; last != "" {
		_ = conn.SetWriteDeadline(time.Now().Add(time.Second))
		_ = conn.WriteMessage(websocket.TextMessage, []byte(last))
	}
}

// request returns the body of the response.
func (v *visitor) request(method string) []byte {
	r, _ := http.NewRequest(method, origin+"/", nil)
	c := http.Client{
		Jar: v.b.jar, Transport: &http.Transport{DisableKeepAlives: true, DialContext: v.b.app.net.From(v.b.addr)},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := c.Do(r)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return body
}
