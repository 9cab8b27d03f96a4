package e2e

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// An effectsView causes an effect from one of its methods, its handlers, or another goroutine.
type effectsView struct {
	cause  effectsParams
	topic  pubsub.Topic[string]
	ran    chan struct{} // receives a value for each call of run
	page   int           // of Params
	title  string
	child  *effectsChild
	loaded live.Async[int]
}

type (
	effectsParams struct {
		Effect, Origin string
		Page           int
	}
	effectsRun struct{}
)

// run causes the effect.
func (v *effectsView) run(s *live.Socket) error {
	v.ran <- struct{}{}
	switch v.cause.Effect {
	case "within the page":
		s.Flash(live.FlashInfo, "first")
		s.Flash(live.FlashInfo, "done")
		s.Flash(live.FlashError, "cleared")
		s.Flash(live.FlashError, "")
		s.Push("ping", map[string]int{"n": 1})
		s.Push("ping", map[string]int{"n": 2})
		v.title = "changed"
		return s.Patch(effectsParams{Effect: "none", Page: 2})
	case "navigation":
		s.Flash(live.FlashError, "carried")
		return s.Navigate("/?effect=within+the+page&origin=Mount")
	case "error":
		return errors.New("failed")
	}
	return nil
}

func (v *effectsView) is(origin string) bool { return v.cause.Origin == origin }

func (v *effectsView) Mount(s *live.Socket) error {
	v.child = &effectsChild{v}
	if v.is("Subscribe") {
		if _, err := live.Subscribe(s, v.topic, func(s *live.Socket, _ string) error { return v.run(s) }); err != nil {
			return err
		}
	}
	switch {
	case v.is("Every"):
		var stop func()
		stop = live.Every(s, time.Millisecond, func(s *live.Socket, _ time.Time) error { stop(); return v.run(s) })
	case v.is("After"):
		live.After(s, 0, v.run)
	case v.is("Async"):
		v.loaded.Load(s, func(context.Context) (int, error) { s.Do(v.run); return 1, nil })
	case v.is("Do in Mount"):
		s.Do(v.run)
	case v.is("Mount"):
		return v.run(s)
	}
	return nil
}

func (v *effectsView) Joined(s *live.Socket) error {
	switch {
	case v.is("Joined"):
		return v.run(s)
	case v.is("Do in Joined"):
		s.Do(v.run)
	}
	return nil
}

func (v *effectsView) Events() live.Events {
	return live.Events{
		live.OnParams(func(s *live.Socket, p effectsParams) error {
			if v.page = p.Page; v.is("OnParams") && v.page == 1 {
				return v.run(s)
			}
			return nil
		}),
		live.On(func(s *live.Socket, _ effectsRun) error {
			switch {
			case v.is("Subscribe"):
				return v.topic.Publish(s.Context(), "run")
			case v.is("goroutine"):
				queued := make(chan struct{})
				go func() { s.Do(v.run); close(queued) }()
				<-queued
				return nil
			}
			return v.run(s)
		}),
	}
}

func (v *effectsView) Title() string { return strings.TrimSpace("Effects " + v.title) }

func (v *effectsView) Render() templ.Component {
	return templ.Join(
		templ.Raw(`<h1>Effects</h1><button id="run" live-click="e2e.effectsRun">run</button><p>`+
			fmt.Sprint(v.page)+`</p><a id="patch" live-patch href="?effect=`+html.EscapeString(url.QueryEscape(v.cause.Effect))+`&amp;origin=OnParams&amp;page=1">patch</a>`),
		live.Component("child", v.child))
}

// An effectsChild causes the effect from the handler of a component.
type effectsChild struct{ parent *effectsView }

type effectsChildRun struct{}

func (c *effectsChild) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, _ effectsChildRun) error { return c.parent.run(s) })}
}

func (c *effectsChild) Joined(s *live.Socket) error {
	if c.parent.is("component joined") {
		return c.parent.run(s)
	}
	return nil
}

func (c *effectsChild) Render() templ.Component {
	return templ.Raw(`<div><button id="child" live-click="e2e.effectsChildRun">child</button></div>`)
}

// newEffectsSite returns a site whose views send to ran.
func newEffectsSite(ran chan struct{}) *live.Server {
	topic := pubsub.NewTopic[string](new(pubsub.Local), "effects")
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(r *http.Request) live.View {
		q := r.URL.Query()
		return &effectsView{cause: effectsParams{Effect: q.Get("effect"), Origin: q.Get("origin")}, topic: topic, ran: ran}
	}))
	mux.HandleFunc("GET /start", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<!doctype html><h1>Start</h1>")
	})
	return &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler)}
}

// An effectsResult is what a test observes of a page.
type effectsResult struct {
	info, problem     string
	pushed            []string
	title, url, param string
}

func observe(p *livetest.Page) effectsResult {
	return effectsResult{p.Flash(live.FlashInfo), p.Flash(live.FlashError), p.Pushed("ping"), p.Title(), p.URL(), p.Text("p")}
}

// An effect from any origin is observed in memory as in a browser, at the same time.
func TestScript_Effects(t *testing.T) {
	t.Parallel()
	effects := []struct {
		name   string
		change func(r *effectsResult)
	}{
		{"within the page", func(r *effectsResult) {
			*r = effectsResult{"done", "", []string{`{"n":1}`, `{"n":2}`}, "Effects changed", "/?effect=none&page=2", "2"}
		}},
		{"navigation", func(r *effectsResult) {
			*r = effectsResult{"done", "carried", []string{`{"n":1}`, `{"n":2}`}, "Effects changed", "/?effect=none&page=2", "2"}
		}},
		{"error", func(r *effectsResult) { r.problem = "Something went wrong." }},
	}
	origins := []struct {
		name, click string
		isLater     bool // the step may end before that of the effect
	}{
		{"handler", "#run", false},
		{"goroutine", "#run", false},
		{"Subscribe", "#run", true},
		{"component", "#child", false},
		{"OnParams", "#patch", false},
		{"Mount", "", false},
		{"Joined", "", false},
		{"component joined", "", false},
		{"Do in Mount", "", true},
		{"Do in Joined", "", true},
		{"After", "", true},
		{"Every", "", true},
		{"Async", "", true},
	}
	for name, open := range map[string]func(t *testing.T, h http.Handler) *livetest.Page{
		"memory": func(t *testing.T, h http.Handler) *livetest.Page { return livetest.Open(t, h, "/start") },
		*browserName: func(t *testing.T, h http.Handler) *livetest.Page {
			return livetest.Browser(t, newDriver(t), h, "/start")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ran := make(chan struct{}, 100)
			p := open(t, allowSlowMachine(newEffectsSite(ran)))
			for _, origin := range origins {
				for _, effect := range effects {
					if origin.name == "Mount" && effect.name == "error" {
						continue // the response is an error
					}
					query := url.Values{"effect": {effect.name}, "origin": {origin.name}}.Encode()
					want := effectsResult{title: "Effects", url: "/?" + query, param: "0"}
					if origin.name == "OnParams" {
						want.url, want.param = "/?"+query+"&page=1", "1"
					}
					effect.change(&want)
					for len(ran) > 0 {
						<-ran
					}
					if p.Navigate("/?" + query); origin.click != "" {
						p.Click(origin.click)
					}
					receive(t, ran, effect.name+" from "+origin.name)
					if origin.isLater {
						p.Settle()
					}
					require.Equal(t, want, observe(p), "%s from %s", effect.name, origin.name)
				}
			}
		})
	}
}

// Effects that are caused while a page is disconnected are observed when it has resumed.
func TestScript_EffectsWhileDisconnected(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T, h http.Handler) *livetest.Page{
		"memory":     func(t *testing.T, h http.Handler) *livetest.Page { return livetest.Open(t, h) },
		*browserName: func(t *testing.T, h http.Handler) *livetest.Page { return livetest.Browser(t, newDriver(t), h) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sockets := make(chan *live.Socket, 100)
			p := open(t, allowSlowMachine(newServer(func(*http.Request) live.View { return &offlineView{sockets} })))
			s := receive(t, sockets, "Mount")
			run := func(fn func(s *live.Socket) error) {
				done := make(chan struct{})
				require.True(t, s.Do(func(s *live.Socket) error { defer close(done); return fn(s) }))
				receive(t, done, "the call of fn")
			}
			p.Disconnect()
			run(func(s *live.Socket) error {
				s.Flash(live.FlashInfo, "done")
				s.Push("ping", 1)
				return s.Patch(effectsParams{Page: 3})
			})
			require.Equal(t, effectsResult{"", "", nil, "", "/", "view"}, observe(p))
			p.Resume()
			require.Equal(t, effectsResult{"done", "", []string{"1"}, "", "/?page=3", "view"}, observe(p))
			require.Equal(t, "/", p.Back().URL())
			p.Forward().Disconnect()
			run(func(s *live.Socket) error { return s.Navigate("/?next=1") })
			p.Resume()
			require.Equal(t, effectsResult{"", "", nil, "", "/?next=1", "view"}, observe(p))
			s = receive(t, sockets, "Mount")
			run(func(s *live.Socket) error { s.Flash(live.FlashInfo, "new"); return nil })
			p.Settle().KillSession()
			require.Equal(t, "new", p.Flash(live.FlashInfo), "the message is not part of the view")
		})
	}
}

// An offlineView sends its Socket to a channel.
type offlineView struct{ sockets chan *live.Socket }

func (v *offlineView) Mount(s *live.Socket) error { v.sockets <- s; return nil }
func (v *offlineView) Render() templ.Component    { return templ.Raw("<p>view</p>") }
