package live_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A flashView has a form whose submit and change call functions of the test, and a button with an
// argument.
type flashView struct {
	form           live.Form[flashData]
	submit, change func(*live.Socket) error
	press          func(*live.Socket, flashPress) error
}

type (
	flashData  struct{ Name string }
	flashPress struct{ ID int }
	flashEdit  struct{ Note string }
)

func (d flashData) Validate() error {
	if d.Name == "bad" {
		return live.Errors{"name": "is bad"}
	}
	return nil
}

func (v *flashView) Events() live.Events {
	return live.Events{
		live.OnForm(&v.form, func(s *live.Socket, _ flashData) error { return v.submit(s) }),
		live.On(func(s *live.Socket, _ flashEdit) error { return v.change(s) }),
		live.On(func(s *live.Socket, e flashPress) error { return v.press(s, e) }),
	}
}

func (v *flashView) Render() templ.Component {
	return templ.Join(
		templ.Raw(`<form id="f" live-submit="live_test.flashData" live-change="live_test.flashData"><input name="name" value="`+v.form.Value.Name+`"></form>
			<form id="g" live-submit="live_test.flashEdit" live-change="live_test.flashEdit"><input name="note"></form>`),
		button("one", flashPress{1}), button("two", flashPress{2}))
}

func mountFlashView(t testing.TB) (*flashView, *livetest.Page) {
	v := &flashView{}
	return v, livetest.Mount(t, func() live.View { return v })
}

// An error that a handler has shown ends when the same event succeeds.
func TestFlashError_EndsWithSuccess(t *testing.T) {
	v, p := mountFlashView(t)
	fail := func(text string) func(*live.Socket) error {
		return func(s *live.Socket) error { s.Flash(live.FlashError, text); return nil }
	}
	succeed := func(s *live.Socket) error { s.Flash(live.FlashInfo, "done"); return nil }
	shown := func(want ...string) {
		t.Helper()
		require.Equal(t, want, p.Flashes(live.FlashError))
	}
	submit := func(name string) { p.Form("#f").Fill("name", name).Submit() }

	v.submit = fail("Not saved")
	submit("a")
	shown("Not saved")
	p.Form("#f").Fill("name", "b")
	shown("Not saved") // a change is not the submit
	submit("bad")
	shown("Not saved") // invalid data is not saved
	v.submit = func(*live.Socket) error { return live.Errors{"name": "is taken"} }
	submit("c")
	shown("Not saved")
	v.submit = fail("The disk is full")
	submit("d")
	shown("The disk is full") // in place of the older one
	v.submit = succeed
	submit("e")
	shown()
	require.Equal(t, "done", p.Flash(live.FlashInfo))

	// An error with the outcome refused.
	v.submit = func(*live.Socket) error { return errors.New("broken") }
	submit("f")
	require.Contains(t, p.Flash(live.FlashError), "broken")
	v.submit = succeed
	submit("g")
	shown()

	// The success of a submit ends the errors of changes.
	v.change = fail("too short")
	p.Form("#g").Fill("note", "x")
	shown("too short")
	v.change = succeed
	p.Form("#g").Submit()
	shown()

	// Another form, or the same event with other arguments, is not a success.
	v.press = func(s *live.Socket, e flashPress) error {
		if e.ID == 1 {
			s.Flash(live.FlashError, "1 failed")
		}
		return nil
	}
	p.Click(".one").Click(".two")
	submit("h")
	shown("1 failed")
	v.press = func(*live.Socket, flashPress) error { return nil }
	p.Click(".one")
	shown()
}

// An error that no event has caused stays until the user closes it.
func TestFlashError_OfGoroutineStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v, p := mountFlashView(t)
		v.submit = func(s *live.Socket) error {
			live.After(s, time.Second, func(s *live.Socket) error { s.Flash(live.FlashError, "lost"); return nil })
			return nil
		}
		p.Form("#f").Fill("name", "a").Submit()
		time.Sleep(time.Second)
		p.Form("#f").Fill("name", "b").Submit()
		require.Equal(t, []string{"lost"}, p.Flashes(live.FlashError))
		time.Sleep(time.Hour)
		require.Equal(t, []string{"lost"}, p.Settle().Flashes(live.FlashError))
		p.CloseFlash("lost")
		require.Empty(t, p.Flashes(live.FlashError))
	})
}

func TestFlash_Messages(t *testing.T) {
	v, p := mountFlashView(t)
	var show func(*live.Socket)
	v.press = func(s *live.Socket, _ flashPress) error { show(s); return nil }
	check := func(f func(*live.Socket), infos, errs []string) {
		t.Helper()
		show = f
		p.Click(".one")
		require.Equal(t, infos, p.Flashes(live.FlashInfo))
		require.Equal(t, errs, p.Flashes(live.FlashError))
	}
	check(func(s *live.Socket) { s.Flash(live.FlashInfo, "a"); s.Flash(live.FlashInfo, "b") }, []string{"a", "b"}, nil)
	check(func(s *live.Socket) { s.Flash(live.FlashInfo, "a") }, []string{"b", "a"}, nil)
	check(func(s *live.Socket) { s.Flash(live.FlashError, "a", live.FlashKey("k")) }, []string{"b", "a"}, []string{"a"})
	check(func(s *live.Socket) { s.Flash(live.FlashInfo, "c", live.FlashKey("k")) }, []string{"b", "a", "c"}, nil)
	check(func(s *live.Socket) { s.Flash(live.FlashError, "", live.FlashKey("k")) }, []string{"b", "a"}, nil)
	check(func(s *live.Socket) { s.Flash(live.FlashInfo, "") }, nil, nil)
	check(func(s *live.Socket) {
		s.Flash(live.FlashError, "e")
		for _, text := range []string{"1", "2", "3", "4", "5"} {
			s.Flash(live.FlashInfo, text)
		}
	}, []string{"2", "3", "4", "5"}, []string{"e"})
	check(func(s *live.Socket) { s.ClearFlash() }, nil, nil)
	check(func(s *live.Socket) { s.Flash(live.FlashInfo, strings.Repeat("é", 1001)) }, []string{strings.Repeat("é", 999) + "…"}, nil)
}

func TestFlash_Misuse(t *testing.T) {
	require.PanicsWithValue(t, "live: FlashFor: negative duration -1s", func() { live.FlashFor(-time.Second) })
	require.PanicsWithValue(t, "live: event type int is not a struct", func() { live.FlashAction("x", 1) })
	v, p := mountFlashView(t)
	v.press = func(s *live.Socket, _ flashPress) (err error) {
		require.PanicsWithValue(t, `live: Flash: unknown kind "Saved"`, func() { s.Flash("Saved", "") })
		return nil
	}
	p.Click(".one")
}

// The options are sent only if they are set.
func TestFlash_OptionsOnTheWire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &flashView{press: func(s *live.Socket, _ flashPress) error {
			s.Flash(live.FlashInfo, "a", live.FlashFor(0))
			s.Flash(live.FlashInfo, "b", live.FlashFor(time.Nanosecond), live.FlashKey("k"))
			s.Flash(live.FlashInfo, "c", live.FlashFor(1000*time.Hour))
			s.Flash(live.FlashInfo, "d", live.FlashAction("Undo", flashPress{7}))
			s.Flash(live.FlashInfo, "e", live.FlashAction("Undo", flashPress{}))
			return nil
		}}
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		require.Equal(t, 1, p.sendAndWait("live_test.flashPress?id=1"))
		require.Equal(t, []string{
			`["flash","info","a",{"ms":0}]`,
			`["flash","info","b",{"key":"k","ms":1}]`,
			`["flash","info","c",{"ms":86400000}]`,
			`["flash","info","d",{"label":"Undo","event":"live_test.flashPress?id=7","c":0}]`,
			`["flash","info","e",{"label":"Undo","event":"live_test.flashPress","c":0}]`,
		}, p.effects())
	})
}

// A message of the GET is part of the document, and is shown once after the join.
func TestFlash_InDocument(t *testing.T) {
	factory := func(*http.Request) live.View {
		v := buttonView(nil)
		v.mount = func(s *live.Socket) error {
			s.Flash(live.FlashInfo, "gone", live.FlashKey("k"))
			s.Flash(live.FlashError, "<b>Oh</b>", live.FlashKey("k"))
			s.Flash(live.FlashInfo, "Welcome")
			return nil
		}
		return v
	}
	srv := &live.Server{Handler: live.Page(factory)}
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Contains(t, w.Body.String(), `<div id="live-flash"><div role="status" aria-live="polite" aria-atomic="false"></div>`+
		`<div role="alert" aria-atomic="false"></div><div><p class="live-flash-error">&lt;b&gt;Oh&lt;/b&gt;</p><p class="live-flash-info">Welcome</p></div></div></body>`)

	p := livetest.Open(t, srv)
	require.Equal(t, []string{"Welcome"}, p.Flashes(live.FlashInfo))
	require.Equal(t, []string{"<b>Oh</b>"}, p.Flashes(live.FlashError))
}
