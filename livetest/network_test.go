package livetest_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func mountTally(t testing.TB) *livetest.Page {
	return livetest.Mount(t, func() live.View { return &tally{} })
}

// Dropped frames are sent again, and no event is applied twice.
func TestDropFrames(t *testing.T) {
	p := mountTally(t).DropFrames(3)
	for range 5 {
		p.Click("#more")
	}
	require.Equal(t, "5", p.Text("output"))
	require.Equal(t, 1, p.Mounts())
}

// In a bubble, latency takes virtual time.
func TestSetLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := mountTally(t).SetLatency(500 * time.Millisecond)
		before := time.Now()
		p.Click("#more")
		require.Equal(t, "1", p.Text("output"))
		require.Equal(t, 2500*time.Millisecond, time.Since(before), "a round trip, and those of the check")
		p.SetLatency(0).Click("#more")
		require.Equal(t, 2500*time.Millisecond, time.Since(before))
	})
}

// A page can be closed while its client acknowledges frames.
func TestKillSession_WhileAcknowledging(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &modelState{}
		p := livetest.Open(t, s.newServer()).SetLatency(time.Second)
		for n := range 4 { // half of the window: the fourth is acknowledged
			s.post(strconv.Itoa(n))
			synctest.Wait()
		}
		time.Sleep(4500 * time.Millisecond)
		p.KillSession()
		require.Equal(t, []string{"0", "1", "2", "3"}, p.Texts("li"))
	})
}

// A page whose session or server is gone is remounted.
func TestRemount(t *testing.T) {
	for name, end := range map[string]func(p *livetest.Page) *livetest.Page{
		"KillSession":         func(p *livetest.Page) *livetest.Page { return p.KillSession() },
		"KillSession offline": func(p *livetest.Page) *livetest.Page { return p.Disconnect().KillSession().Resume() },
		"RestartServer":       func(p *livetest.Page) *livetest.Page { return p.RestartServer() },
		"DrainServer":         func(p *livetest.Page) *livetest.Page { return p.DrainServer() },
	} {
		t.Run(name, func(t *testing.T) {
			p := end(mountTally(t).Click("#more"))
			require.Equal(t, "0", p.Text("output"))
			require.Equal(t, 2, p.Mounts())
			require.Equal(t, "1", p.Click("#more").Text("output"))
		})
	}
}

// What the user has entered is reported to the new view.
func TestRemount_KeepsEnteredText(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &greeter{} })
	p.Fill("input", "Ann").KillSession()
	require.Equal(t, "Ann", p.Form("form").Value("name"))
	p.Disconnect().Fill("input", "Bob").KillSession().Resume()
	require.Equal(t, "Bob", p.Form("form").Value("name"))
	require.Equal(t, "Hello Bob", p.Form("form").Submit().Text("output"))
	require.Equal(t, "", p.KillSession().Form("form").Value("name"), "submitted text is not kept")
}

// Two pages of an application are remounted after a restart, each at its next step.
func TestRestartServer_TwoPages(t *testing.T) {
	serve := func() http.Handler { return site() }
	p := livetest.Open(t, serve(), "/login").Click("a:contains('ann')")
	q := p.Tab("/me")
	p.RestartServer(serve())
	require.Equal(t, "Hello ann", q.Settle().Text("h1"))
	require.Equal(t, []int{2, 2}, []int{p.Mounts(), q.Mounts()})
	q.DrainServer(serve())
	require.Equal(t, "Hello ann", p.Settle().Text("h1"))
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, serve(), "/login").RestartServer() }), "RestartServer: a page of Open needs the new handler")
	require.Contains(t, failure(t, func(t testing.TB) { mountTally(t).DrainServer(serve()) }), "DrainServer: a page of Mount has a server of its own")
}

func TestSent(t *testing.T) {
	p := mountTally(t)
	require.Equal(t, livetest.Traffic{BytesSent: p.Traffic().BytesSent, BytesReceived: p.Traffic().BytesReceived}, p.Traffic(), "a join has no events and frames")
	require.NotZero(t, p.Traffic().BytesSent)
	p.Click("#more")
	sent := p.Traffic()
	require.Equal(t, []int{1, 1, 1, 1}, []int{sent.Events, sent.Frames, p.Renders(), p.Mounts()})
	require.LessOrEqual(t, sent.BytesReceived, 30)
	require.Equal(t, len(`["e",1,0,"livetest_test.more"]`), sent.BytesSent)
	p.Settle()
	require.Equal(t, livetest.Traffic{}, p.Traffic())
	require.Zero(t, p.Renders())
}

// A lateReader is a view that reads the request of its factory in Render, which is not allowed.
type lateReader struct {
	r    *http.Request
	read func(*http.Request) string
}

func (v *lateReader) Render() templ.Component { return templ.Raw("<p>" + v.read(v.r) + "</p>") }

// Path values of a request can be read by the factory only.
func TestRequestUsedAfterFactoryReturned(t *testing.T) {
	pathValue := func(r *http.Request) string { return r.PathValue("id") }
	mux := http.NewServeMux()
	mux.Handle("/late/{id}", live.Page(func(r *http.Request) live.View { return &lateReader{r, pathValue} }))
	mux.Handle("/early/{id}", live.Page(func(r *http.Request) live.View {
		id := r.PathValue("id")
		return &lateReader{r, func(*http.Request) string { return id }}
	}))
	srv := func(h http.Handler) http.Handler { return &live.Server{Handler: h, Log: slog.New(slog.DiscardHandler)} }
	require.Equal(t, "7", livetest.Open(t, srv(mux), "/early/7").Text("p"))
	require.Equal(t, "livetest: request used after the factory returned", livetest.Open(t, srv(mux), "/late/7").Text("p"))

	router := chi.NewRouter()
	router.Handle("/late/{id}", live.Page(func(r *http.Request) live.View {
		return &lateReader{r, func(r *http.Request) string { return fmt.Sprint(chi.URLParam(r, "id")) }}
	}))
	router.Handle("/early/{id}", live.Page(func(r *http.Request) live.View {
		id := chi.URLParam(r, "id")
		return &lateReader{r, func(*http.Request) string { return id }}
	}))
	require.Equal(t, "7", livetest.Open(t, srv(router), "/early/7").Text("p"))
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv(router), "/late/7") }), "request used after the factory returned")
}
