package e2e

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A recorder records failures instead of failing the test.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// A faultyView has bindings and links that fail.
type faultyView struct{}

type panicEvent struct{}

func (*faultyView) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, panicEvent) error { panic("panicEvent") })}
}

func (*faultyView) Render() templ.Component {
	return templ.Raw(`<h1>Faulty</h1>
		<button id="typo" live-click="e2e.unknown">typo</button>
		<button id="bad" live-click="e2e.panicEvent?n=x">bad</button>
		<button id="panic" live-click="e2e.panicEvent">panic</button>
		<button id="off" live-click="e2e.panicEvent" disabled>off</button>
		<a id="missing" href="/missing">missing</a>
		<form live-submit="e2e.panicEvent"><input name="must" required><input name="few" maxlength="3"><button>go</button></form>`)
}

// Misuse and faults of the page fail a test with the same messages in memory and in the browser.
func TestScript_Failures(t *testing.T) {
	t.Parallel()
	app := func() http.Handler {
		srv := newServer(viewFunc(func() *faultyView { return &faultyView{} }))
		srv.Log = slog.New(slog.DiscardHandler)
		return srv
	}
	runs := map[string]func(t testing.TB) *livetest.Page{
		"memory":     func(t testing.TB) *livetest.Page { return livetest.Open(t, app()) },
		*browserName: func(t testing.TB) *livetest.Page { return livetest.Browser(t, newDriver(t), app()) },
	}
	for name, open := range runs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for want, do := range map[string]func(p *livetest.Page){
				`no element matches ".none" in`:                  func(p *livetest.Page) { p.Text(".none") },
				`Click("#off"): it is disabled`:                  func(p *livetest.Page) { p.Click("#off") },
				`Click("h1"): clicking it has no effect`:         func(p *livetest.Page) { p.Click("h1") },
				`was refused: unknown event`:                     func(p *livetest.Page) { p.Click("#typo") },
				`a handler or Render panicked`:                   func(p *livetest.Page) { p.Click("#panic") },
				`GET /missing: 404 Not Found`:                    func(p *livetest.Page) { p.Click("#missing") },
				`Resume: the page is not disconnected`:           func(p *livetest.Page) { p.Resume() },
				`Key("h1", "a"): it is not focusable`:            func(p *livetest.Page) { p.Key("h1", "a") },
				`Blur("#typo"): it is not focused`:               func(p *livetest.Page) { p.Blur("#typo") },
				`no such history entry`:                          func(p *livetest.Page) { p.Forward() },
				`Fill("msut") of form "form": the form has no`:   func(p *livetest.Page) { p.Form("form").Fill("msut", "") },
				`Submit() of form "form": field "must" is req`:   func(p *livetest.Page) { p.Form("form").Submit() },
				`Click("form button"): field "must" is required`: func(p *livetest.Page) { p.Click("form button") },
				`Key("[name=few]", "Enter"): the key has no`:     func(p *livetest.Page) { p.Key("[name=few]", "Enter") },
				`Fill("few") of form "form": "four" exceeds its`: func(p *livetest.Page) { p.Form("form").Fill("few", "four") },
			} {
				r := &recorder{TB: t}
				done := make(chan struct{})
				go func() {
					defer close(done)
					do(open(r))
				}()
				<-done
				require.Contains(t, strings.Join(r.failures, "\n"), want)
			}
		})
	}
}
