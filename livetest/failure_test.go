package livetest_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A recorder is a test that keeps what it is told instead of failing.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.said = append(r.said, fmt.Sprintf(format, args...))
}
func (r *recorder) FailNow() { runtime.Goexit() }
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failure is what livetest says when do fails.
func failure(t *testing.T, do func(t testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(r)
	}()
	<-done
	require.NotEmpty(t, r.said, "it does not fail")
	return strings.Join(r.said, "\n")
}

// shop is a page with one of everything that can be acted upon.
type shop struct {
	live.Form[order]
	nap func()
}

type (
	order struct{ Item, Note, Size string }
	buy   struct{ ID int }
	burn  struct{}
	sleep struct{}

	locate struct{} // nobody listens to it
)

func (v *shop) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, buy) error { return nil }),
		live.On(func(*live.Socket, burn) error { panic("on fire") }),
		live.On(func(*live.Socket, sleep) error { v.nap(); return nil }),
		live.OnForm(&v.Form, func(*live.Socket, order) error { return nil }),
	}
}

func (v *shop) Render() templ.Component { return templ.Raw(shopHTML) }

const shopHTML = `
<h1>Shop</h1>
<ul><li>tea</li><li>coffee</li></ul>
<button id="buy" live-click="livetest_test.buy?id=1">buy</button>
<button id="burn" live-click="livetest_test.burn">burn</button>
<button id="sleep" live-click="livetest_test.sleep">sleep</button>
<button id="off" live-click="livetest_test.buy" disabled>off</button>
<fieldset disabled><legend><input id="inlegend" live-change="livetest_test.buy"></legend><button id="offtoo" live-click="livetest_test.buy">off</button></fieldset>
<a id="away" live-patch href="https://example.org/">away</a>
<form id="order" live-change="livetest_test.order" live-submit="livetest_test.order">
<input name="item" value="">
<input name="fixed" value="1" readonly>
<input name="off" value="1" disabled>
<input type="hidden" name="secret" value="1">
<input type="checkbox" name="gift"><input type="radio" name="pay" value="cash"><input type="radio" name="pay" value="card">
<select name="size"><option value="s">S</option><option value="l" disabled>L</option></select>
<button disabled>order</button>
</form>
<div live-hook="map"></div>
<form id="plain"><input name="a"><input name="b"></form>
<form id="two" live-submit="livetest_test.order"><input name="item"><input name="note"></form>
`

func open(t testing.TB) *livetest.Page {
	return livetest.Mount(t, func() live.View { return &shop{} })
}

// Each message says what was asked, what was found, and what there is.
func TestFailureMessages(t *testing.T) {
	for _, c := range []struct {
		do   func(p *livetest.Page)
		want []string
	}{
		{func(p *livetest.Page) { p.Text(".none") }, []string{`nothing matches ".none", in`, "<h1>Shop", "<li>tea"}},
		{func(p *livetest.Page) { p.Click("#buuy") }, []string{`nothing matches "#buuy"; did you mean "#buy"?, in`}},
		{func(p *livetest.Page) { p.Text("li:contains('cofee')") }, []string{`did you mean "li:contains('coffee')"?`}},
		{func(p *livetest.Page) { p.Fill("#order [name=itme]", "x") }, []string{`did you mean "#order [name=item]"?`}},
		{func(p *livetest.Page) { p.Text("ul > lj.hot") }, []string{`nothing matches "ul > lj.hot", in`}},
		{func(p *livetest.Page) { p.Text("h11") }, []string{`did you mean "h1"?`}},
		{func(p *livetest.Page) { p.Text("li") }, []string{`2 elements match "li", want one`, "<li>tea", "<li>coffee"}},
		{func(p *livetest.Page) { p.Text("li[") }, []string{`selector "li["`}},
		{func(p *livetest.Page) { p.Attr("h1", "class") }, []string{`"h1" has no attribute class`, "<h1>Shop"}},
		{func(p *livetest.Page) { p.Click("h1") }, []string{`Click("h1"): a click on it does nothing`, "what can be clicked", `<button id="buy"`}},
		{func(p *livetest.Page) { p.Click("#burn") }, []string{"a handler or Render panicked"}},
		{func(p *livetest.Page) { p.Click("#off") }, []string{`Click("#off"): it is disabled`}},
		{func(p *livetest.Page) { p.Click("#offtoo") }, []string{`Click("#offtoo"): it is disabled`}},
		{func(p *livetest.Page) { p.Click("#away") }, []string{"a live-patch link to another site, https://example.org/"}},
		{func(p *livetest.Page) { p.Form("ul") }, []string{`Form("ul"): 1 elements match, want one form`, `<form id="order"`}},
		{func(p *livetest.Page) { p.Form("form") }, []string{`Form("form"): 3 elements match`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("itme", "tea") }, []string{`Fill("itme"): the form "#order" has no such field; it has item, fixed, off, secret, gift, pay, size; did you mean "item"?`}},
		{func(p *livetest.Page) { p.Form("#order").Check("gfit") }, []string{`did you mean "gift"?`}},
		{func(p *livetest.Page) { p.Form("#order").Value("itme") }, []string{`Value("itme")`, "item, fixed"}},
		{func(p *livetest.Page) { p.Form("#order").Fill("fixed", "2") }, []string{`Fill("fixed") of the form "#order": it is read-only`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("off", "2") }, []string{`Fill("off") of the form "#order": it is disabled`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("secret", "2") }, []string{"nobody can type into it"}},
		{func(p *livetest.Page) { p.Form("#order").Fill("size", "s") }, []string{"nobody can type into it", `<option value="s">S`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("pay", "cash") }, []string{`Fill("pay", []) of the form "#order": 2 controls, want one of`, `value="card"`}},
		{func(p *livetest.Page) { p.Form("#order").Check("item") }, []string{`Check("item") of the form "#order": it is no checkbox`}},
		{func(p *livetest.Page) { p.Form("#order").Choose("pay", "shells") }, []string{`Choose("pay", ["shells"])`, `value="cash"`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "m") }, []string{`there is no option "m" to choose:`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "ss") }, []string{`there is no option "ss" to choose; did you mean "s"?:`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "l") }, []string{`there is no option "l" to choose`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "s", "m") }, []string{"it takes no such choice"}},
		{func(p *livetest.Page) { p.Form("#order").Submit() }, []string{"its button is disabled"}},
		{func(p *livetest.Page) { p.Form("#plain").Submit() }, []string{"Enter does nothing in a form with several fields and no submit button"}},
		{func(p *livetest.Page) { p.Fill("h1", "x") }, []string{`Fill("h1"): nobody can type into it`}},
		{func(p *livetest.Page) { p.Hook("h1") }, []string{`Hook("h1"): it has no live-hook attribute`, `<div live-hook="map">`}},
		{func(p *livetest.Page) { p.Hook("[live-hook]").Push(locate{}) }, []string{`<div live-hook="map">: event "livetest_test.locate" was refused: unknown event`}},
		{func(p *livetest.Page) { p.Resume() }, []string{"Resume of a page that is not disconnected"}},
	} {
		said := failure(t, func(t testing.TB) { c.do(open(t)) })
		for _, want := range c.want {
			require.Contains(t, said, want)
		}
	}
}

// A person can use what lies in the first legend of a fieldset that is disabled.
func TestALegendIsNotDisabled(t *testing.T) {
	open(t).Fill("#inlegend", "x")
}

// A handler that never ends fails the test, with what it waits for.
func TestAHandlerThatDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := failure(t, func(t testing.TB) {
			nap := func() { time.Sleep(3 * time.Hour / 2) }
			livetest.Mount(t, func() live.View { return &shop{nap: nap} }).Click("#sleep")
		})
		require.Contains(t, said, "no answer within 1h0m0s: does a handler wait for something?\n0 of 1 events are answered")
		time.Sleep(time.Hour) // it ends
	})
}

// A page that is not live, that fails, that is not there.
func TestPagesThatCannotBeOpened(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	mux := http.NewServeMux()
	mux.Handle("/broken", live.Page(func(*http.Request) live.View { return &broken{} }))
	mux.Handle("/once", renewed(live.Page(func(*http.Request) live.View { return &shop{} })))
	srv := &live.Server{Handler: mux, Log: quiet, Dev: true}
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/nothing") }), "GET /nothing: 404 Not Found")
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/broken") }), "500 Internal Server Error")
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/broken") }), "&lt;div&gt; in &lt;p&gt;")
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/once") }), `join /once: client: closed with 4002 "not live"`)
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/a", "/b") }), `one URL at most, not ["/a" "/b"]`)
}

type broken struct{}

func (*broken) Render() templ.Component { return templ.Raw("<p><div></div></p>") }

// renewed gives a new cookie with every answer: nobody would receive it with a join.
func renewed(next http.Handler) http.Handler {
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		http.SetCookie(w, &http.Cookie{Name: "n", Value: fmt.Sprint(n)})
		next.ServeHTTP(w, r)
	})
}
