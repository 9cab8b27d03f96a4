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

// A recorder is a testing.TB that records failures.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorder) FailNow() { runtime.Goexit() }
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failure returns the failure texts of do, which must fail.
func failure(t *testing.T, do func(t testing.TB)) string {
	t.Helper()
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		do(r)
	}()
	<-done
	require.NotEmpty(t, r.failures, "the test did not fail")
	return strings.Join(r.failures, "\n")
}

// A shop is a page with one element of each kind that accepts an action.
type shop struct {
	live.Form[order]
	onSleep func()
}

type (
	order struct{ Item, Note, Size string }
	buy   struct{ ID int }
	crash struct{}
	sleep struct{}

	locate struct{} // has no handler
)

func (v *shop) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, buy) error { return nil }),
		live.On(func(*live.Socket, crash) error { panic("crash") }),
		live.On(func(*live.Socket, sleep) error { v.onSleep(); return nil }),
		live.OnForm(&v.Form, func(*live.Socket, order) error { return nil }),
	}
}

func (v *shop) Render() templ.Component { return templ.Raw(shopHTML) }

const shopHTML = `
<h1>Shop</h1>
<ul><li>tea</li><li>coffee</li></ul>
<button id="buy" live-click="livetest_test.buy?id=1">buy</button>
<button id="crash" live-click="livetest_test.crash">crash</button>
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

func mountShop(t testing.TB) *livetest.Page {
	return livetest.Mount(t, func() live.View { return &shop{} })
}

// A failure text contains what was called, what was found, and the alternatives.
func TestFailureMessages(t *testing.T) {
	for _, c := range []struct {
		do   func(p *livetest.Page)
		want []string
	}{
		{func(p *livetest.Page) { p.Text(".none") }, []string{`no element matches ".none" in`, "<h1>Shop", "<li>tea"}},
		{func(p *livetest.Page) { p.Click("#buuy") }, []string{`no element matches "#buuy" (did you mean "#buy"?) in`}},
		{func(p *livetest.Page) { p.Text("li:contains('cofee')") }, []string{`did you mean "li:contains('coffee')"?`}},
		{func(p *livetest.Page) { p.Fill("#order [name=itme]", "x") }, []string{`did you mean "#order [name=item]"?`}},
		{func(p *livetest.Page) { p.Text("ul > lj.hot") }, []string{`no element matches "ul > lj.hot" in`}},
		{func(p *livetest.Page) { p.Text("h11") }, []string{`did you mean "h1"?`}},
		{func(p *livetest.Page) { p.Text("li") }, []string{`2 elements match "li", want one`, "<li>tea", "<li>coffee"}},
		{func(p *livetest.Page) { p.Text("li[") }, []string{`invalid selector "li["`}},
		{func(p *livetest.Page) { p.Attr("h1", "class") }, []string{`Attr("h1", "class"): it has no such attribute`, "<h1>Shop"}},
		{func(p *livetest.Page) { p.Click("h1") }, []string{`Click("h1"): clicking it has no effect`, "clickable elements", `<button id="buy"`}},
		{func(p *livetest.Page) { p.Click("#crash") }, []string{"a handler or Render panicked"}},
		{func(p *livetest.Page) { p.Click("#off") }, []string{`Click("#off"): it is disabled`}},
		{func(p *livetest.Page) { p.Click("#offtoo") }, []string{`Click("#offtoo"): it is disabled`}},
		{func(p *livetest.Page) { p.Click("#away") }, []string{"a live-patch link leads to another site, https://example.org/"}},
		{func(p *livetest.Page) { p.Form("ul") }, []string{`Form("ul"): it is not a form`, `<form id="order"`}},
		{func(p *livetest.Page) { p.Form("form") }, []string{`Form("form"): 3 elements match, want one`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("itme", "tea") }, []string{`Fill("itme") of form "#order": the form has no such field (did you mean "item"?); it has item, fixed, off, secret, gift, pay, size`}},
		{func(p *livetest.Page) { p.Form("#order").Check("gfit") }, []string{`did you mean "gift"?`}},
		{func(p *livetest.Page) { p.Form("#order").Value("itme") }, []string{`Value("itme")`, "item, fixed"}},
		{func(p *livetest.Page) { p.Form("#order").Values("itme") }, []string{`Values("itme") of form "#order": the form has no such field`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("fixed", "2") }, []string{`Fill("fixed") of form "#order": it is read-only`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("off", "2") }, []string{`Fill("off") of form "#order": it is disabled`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("secret", "2") }, []string{"it is not a text field"}},
		{func(p *livetest.Page) { p.Form("#order").Fill("size", "s") }, []string{"it is not a text field", `<option value="s">S`}},
		{func(p *livetest.Page) { p.Form("#order").Fill("pay", "cash") }, []string{`Fill("pay") of form "#order": 2 controls match, want one of`, `value="card"`}},
		{func(p *livetest.Page) { p.Form("#order").Check("item") }, []string{`Check("item") of form "#order": its type is not checkbox`}},
		{func(p *livetest.Page) { p.Form("#order").Choose("pay", "shells") }, []string{`Choose("pay", "shells") of form "#order": 0 controls match`, `value="cash"`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "m") }, []string{`it has no enabled option "m":`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "ss") }, []string{`it has no enabled option "ss" (did you mean "s"?):`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "l") }, []string{`it has no enabled option "l"`}},
		{func(p *livetest.Page) { p.Form("#order").Select("size", "s", "m") }, []string{`Select("size", "s", "m") of form "#order": want one value`}},
		{func(p *livetest.Page) { p.Form("#order").Submit() }, []string{"the submit button is disabled"}},
		{func(p *livetest.Page) { p.Form("#plain").Submit() }, []string{"the Enter key does not submit a form with several fields and no submit button"}},
		{func(p *livetest.Page) { p.Fill("h1", "x") }, []string{`Fill("h1"): it is not a text field`}},
		{func(p *livetest.Page) { p.Hook("h1") }, []string{`Hook("h1"): it has no live-hook attribute`, `<div live-hook="map">`}},
		{func(p *livetest.Page) { p.Hook("[live-hook]").Push(locate{}) }, []string{`<div live-hook="map">: event "livetest_test.locate" was refused: unknown event`}},
		{func(p *livetest.Page) { p.Resume() }, []string{"Resume: the page is not disconnected"}},
	} {
		text := failure(t, func(t testing.TB) { c.do(mountShop(t)) })
		for _, want := range c.want {
			require.Contains(t, text, want)
		}
	}
}

// Controls in the first legend of a disabled fieldset are enabled.
func TestFill_InLegendOfDisabledFieldset(t *testing.T) {
	mountShop(t).Fill("#inlegend", "x")
}

// A handler that does not return in time fails the test.
func TestBlockedHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text := failure(t, func(t testing.TB) {
			onSleep := func() { time.Sleep(3 * time.Hour / 2) }
			livetest.Mount(t, func() live.View { return &shop{onSleep: onSleep} }).Click("#sleep")
		})
		require.Contains(t, text, "the server did not respond within 1h0m0s: is a handler blocked?\n0 of 1 events are acknowledged")
		time.Sleep(time.Hour) // until the handler has returned
	})
}

// A page that is missing, fails to render, or cannot be joined fails the test.
func TestOpen_Failures(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/invalid", live.Page(func(*http.Request) live.View { return &invalidMarkup{} }))
	mux.Handle("/once", setCookies(live.Page(func(*http.Request) live.View { return &shop{} })))
	srv := &live.Server{Handler: mux, Log: slog.New(slog.DiscardHandler), Dev: true}
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/nothing") }), "GET /nothing: 404 Not Found")
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/invalid") }), "500 Internal Server Error")
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/invalid") }), "&lt;div&gt; in &lt;p&gt;")
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/once") }), `join /once: client: the server closed the connection with code 4002 "not live"`)
	require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, srv, "/a", "/b") }), `want at most one URL, got ["/a" "/b"]`)
}

type invalidMarkup struct{}

func (*invalidMarkup) Render() templ.Component { return templ.Raw("<p><div></div></p>") }

// setCookies sets a new cookie in every response. A client would not receive that of the synthetic
// GET of a join.
func setCookies(next http.Handler) http.Handler {
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		http.SetCookie(w, &http.Cookie{Name: "n", Value: fmt.Sprint(n)})
		next.ServeHTTP(w, r)
	})
}
