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

func count(t testing.TB) *livetest.Page {
	return livetest.Mount(t, func() live.View { return &tally{} })
}

// Frames that are lost are sent again, and nothing is done twice.
func TestLose(t *testing.T) {
	p := count(t).DropFrames(3)
	for range 5 {
		p.Click("#more")
	}
	require.Equal(t, "5", p.Text("output"))
	require.Equal(t, 1, p.Mounts())
}

// Over a slow line everything takes its time, which costs none in a bubble.
func TestSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := count(t).SetLatency(500 * time.Millisecond)
		before := time.Now()
		p.Click("#more")
		require.Equal(t, "1", p.Text("output"))
		require.Equal(t, 2500*time.Millisecond, time.Since(before), "there and back, and the check")
		p.SetLatency(0).Click("#more")
		require.Equal(t, 2500*time.Millisecond, time.Since(before))
	})
}

// A page may be left while it acknowledges what has come.
func TestLeaveWhileReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{}
		p := livetest.Open(t, w.serve()).SetLatency(time.Second)
		for n := range 4 { // half of what may be on its way: the fourth is acknowledged
			w.say(strconv.Itoa(n))
			synctest.Wait()
		}
		time.Sleep(4500 * time.Millisecond)
		p.KillSession()
		require.Equal(t, []string{"0", "1", "2", "3"}, p.Texts("li"))
	})
}

// A page whose session, or whose server, is gone is mounted anew.
func TestKillRestartDrain(t *testing.T) {
	for name, end := range map[string]func(p *livetest.Page) *livetest.Page{
		"kill":    func(p *livetest.Page) *livetest.Page { return p.KillSession() },
		"offline": func(p *livetest.Page) *livetest.Page { return p.Disconnect().KillSession().Resume() },
		"restart": func(p *livetest.Page) *livetest.Page { return p.RestartServer() },
		"drain":   func(p *livetest.Page) *livetest.Page { return p.DrainServer() },
	} {
		t.Run(name, func(t *testing.T) {
			p := end(count(t).Click("#more"))
			require.Equal(t, "0", p.Text("output"))
			require.Equal(t, 2, p.Mounts())
			require.Equal(t, "1", p.Click("#more").Text("output"))
		})
	}
}

// What was typed is told to the view that is mounted anew.
func TestTypedTextOutlivesTheSession(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &greeter{} })
	p.Fill("input", "Ann").KillSession()
	require.Equal(t, "Ann", p.Form("form").Value("name"))
	p.Disconnect().Fill("input", "Bob").KillSession().Resume()
	require.Equal(t, "Bob", p.Form("form").Value("name"))
	require.Equal(t, "Hello Bob", p.Form("form").Submit().Text("output"))
	require.Equal(t, "", p.KillSession().Form("form").Value("name"), "it was sent, and is in the field no more")
}

// Two pages of one application outlive a restart, each at its next step.
func TestRestartOfAnApplication(t *testing.T) {
	serve := func() http.Handler { return site() }
	p := livetest.Open(t, serve(), "/login").Click("a:contains('ann')")
	q := p.Tab("/me")
	p.RestartServer(serve())
	require.Equal(t, "Hello ann", q.Settle().Text("h1"))
	require.Equal(t, []int{2, 2}, []int{p.Mounts(), q.Mounts()})
	q.DrainServer(serve())
	require.Equal(t, "Hello ann", p.Settle().Text("h1"))
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, serve(), "/login").RestartServer() }), "Restart: give the handler that serves from now on")
	require.Contains(t, failure(t, func(t testing.TB) { count(t).DrainServer(serve()) }), "Drain: a page of Mount has a server of its own")
}

func TestWhatAStepCosts(t *testing.T) {
	p := count(t)
	require.Equal(t, livetest.Traffic{Up: p.Sent().Up, Down: p.Sent().Down}, p.Sent(), "to join takes no events and frames")
	require.NotZero(t, p.Sent().Up)
	p.Click("#more")
	sent := p.Sent()
	require.Equal(t, []int{1, 1, 1, 1}, []int{sent.Events, sent.Frames, p.Renders(), p.Mounts()})
	require.LessOrEqual(t, sent.Down, 30)
	require.Equal(t, len(`["e",1,1,0,"livetest_test.more"]`), sent.Up)
	p.Settle()
	require.Equal(t, livetest.Traffic{}, p.Sent())
	require.Zero(t, p.Renders())
}

// late keeps the request, which it must not.
type late struct {
	r    *http.Request
	read func(*http.Request) string
}

func (v *late) Render() templ.Component { return templ.Raw("<p>" + v.read(v.r) + "</p>") }

// What a router found out about a request is the factory's alone.
func TestARequestThatIsReadLate(t *testing.T) {
	pathValue := func(r *http.Request) string { return r.PathValue("id") }
	mux := http.NewServeMux()
	mux.Handle("/late/{id}", live.Page(func(r *http.Request) live.View { return &late{r, pathValue} }))
	mux.Handle("/early/{id}", live.Page(func(r *http.Request) live.View {
		id := r.PathValue("id")
		return &late{r, func(*http.Request) string { return id }}
	}))
	srv := func(h http.Handler) http.Handler { return &live.Server{Handler: h, Log: slog.New(slog.DiscardHandler)} }
	require.Equal(t, "7", livetest.Open(t, srv(mux), "/early/7").Text("p"))
	require.Equal(t, "livetest: the request was read after the factory had returned", livetest.Open(t, srv(mux), "/late/7").Text("p"))

	router := chi.NewRouter()
	router.Handle("/late/{id}", live.Page(func(r *http.Request) live.View {
		return &late{r, func(r *http.Request) string { return fmt.Sprint(chi.URLParam(r, "id")) }}
	}))
	router.Handle("/early/{id}", live.Page(func(r *http.Request) live.View {
		id := chi.URLParam(r, "id")
		return &late{r, func(*http.Request) string { return id }}
	}))
	require.Equal(t, "7", livetest.Open(t, srv(router), "/early/7").Text("p"))
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv(router), "/late/7") }), "the request was read after the factory had returned")
}
