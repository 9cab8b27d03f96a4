package livetest_test

import (
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// An exposed view is a view whose Socket a test may use.
type exposed struct{ socket *live.Socket }

func (v *exposed) Mount(s *live.Socket) error { v.socket = s; return nil }
func (*exposed) Render() templ.Component      { return templ.Raw("<p></p>") }

// A goroutine that uses a Socket outside of a handler fails the test, unless the test has ended.
func TestMisuse_FailsTest(t *testing.T) {
	v := &exposed{}
	text := failure(t, func(t testing.TB) {
		p := livetest.Mount(t, func() live.View { return v })
		v.socket.Flash(live.FlashInfo, "misuse")
		p.Settle()
		require.Empty(t, p.Flash(live.FlashInfo))
	})
	require.Contains(t, text, "livetest: live: Socket.Flash was called outside of the methods and handlers of the view")
	require.Contains(t, text, "use Socket.Do (at github.com/lively-go/lively/livetest_test.TestMisuse_FailsTest")
	v.socket.Flash(live.FlashInfo, "after the test")
}

// A test that passes one view to two pages fails, as the application would.
func TestMount_SharedView(t *testing.T) {
	v := &exposed{}
	text := failure(t, func(t testing.TB) {
		livetest.Mount(t, func() live.View { return v })
		livetest.Mount(t, func() live.View { return v })
	})
	require.Contains(t, text, "live: the factory returned a view that is mounted already; return a new one for each request")
}

// wrongMarkup maps markup with a mistake to the failure.
var wrongMarkup = map[string]string{
	`<b live-clik="livetest_test.swap">x</b>`:                    `live-clik="livetest_test.swap" of <b> is not known (did you mean "live-click"?)`,
	`<div live-submit="livetest_test.swap"></div>`:               `has no effect: only a form is submitted`,
	`<p live-key="Enter"></p>`:                                   `has no effect without live-keydown`,
	`<b live-click="livetest_test.swap?idd=1">x</b>`:             `event livetest_test.swap has no field "idd" (did you mean "id"?); its fields are id`,
	`<b live-click="livetest_test.swap" live-value-no="1">x</b>`: `event livetest_test.swap has no field "no"`,
	`<button type="submit">x</button>`:                           `submits nothing: the button is in no form`,
}

// Attributes without effect and fields that the event lacks fail the test, in an application in production
// mode as well.
func TestMisuse_MarkupFailsTest(t *testing.T) {
	for markup, want := range wrongMarkup {
		for how, open := range map[string]func(testing.TB){
			"Mount": func(t testing.TB) {
				livetest.Mount(t, func() live.View { return &markupView{before: markup} })
			},
			"Mount, in an update": func(t testing.TB) {
				livetest.Mount(t, func() live.View { return &markupView{after: markup} }).Click("#swap")
			},
			"Open": func(t testing.TB) {
				livetest.Open(t, &live.Server{Handler: live.Page(func(*http.Request) live.View { return &markupView{before: markup} })})
			},
		} {
			require.Contains(t, failure(t, open), want, how)
		}
	}
}

// A Server inside another one, and a Page outside of one, fail the test with the reason.
func TestMisuse_MisplacedServer(t *testing.T) {
	page := live.Page(func(*http.Request) live.View { return &markupView{} })
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, page) }), "live: Page used outside a live.Server")
	require.Contains(t, failure(t, func(t testing.TB) {
		livetest.Open(t, &live.Server{Handler: &live.Server{Handler: page}})
	}), "live: a live.Server is inside the Handler of another one")
}
