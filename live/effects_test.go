package live_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// buttonView returns a view with one button that calls act.
func buttonView(act func(*live.Socket) error) *stub {
	return &stub{
		events: func() live.Events { return live.Events{live.On(func(s *live.Socket, _ click) error { return act(s) })} },
		render: func() templ.Component { return button("click", click{}) },
	}
}

func TestFlashAndPush(t *testing.T) {
	n := 0
	p := livetest.Mount(t, func() live.View {
		return buttonView(func(s *live.Socket) error {
			n++
			s.Flash(live.FlashInfo, fmt.Sprint("saved ", n))
			return s.Push("saved", map[string]int{"n": n})
		})
	})
	p.Click(".click").Click(".click")
	require.Equal(t, "saved 2", p.Flash(live.FlashInfo))
	require.Equal(t, []string{`{"n":1}`, `{"n":2}`}, p.Pushed("saved"))
	require.Empty(t, p.Flash(live.FlashError))
}

// Effects of the GET are sent at the join.
func TestMount_EffectsAreSentAtJoin(t *testing.T) {
	v := buttonView(nil)
	v.mount = func(s *live.Socket) error {
		s.Flash(live.FlashInfo, "welcome")
		return s.Push("mounted", 1)
	}
	v.joined = func(s *live.Socket) error { return s.Push("joined", s.Client().Width) }
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, "welcome", p.Flash(live.FlashInfo))
	require.Equal(t, []string{"1"}, p.Pushed("mounted"))
	require.Equal(t, []string{"1280"}, p.Pushed("joined"))
}

// Effects follow the update of their state, in the order in which the handler added them.
func TestEffects_Order(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := buttonView(func(s *live.Socket) error {
			s.Flash(live.FlashInfo, "one")
			return errors.Join(s.Push("two", "2"), s.Reply([]int{3}), s.Push("four", nil))
		})
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		require.Equal(t, 1, p.sendAndWait("live_test.click"))
		require.Equal(t, []string{`["flash","info","one"]`, `["push","two","2"]`, `["reply",1,[3]]`, `["push","four",null]`}, p.effects())
	})
}

func TestReply_OutsideEventHandler(t *testing.T) {
	var err error
	v := &stub{mount: func(s *live.Socket) error { err = s.Reply(1); return nil }}
	livetest.Mount(t, func() live.View { return v })
	require.ErrorContains(t, err, "no event is being handled")
}

func TestPushReply_UnencodableValue(t *testing.T) {
	var errs []error
	p := livetest.Mount(t, func() live.View {
		return buttonView(func(s *live.Socket) error {
			errs = append(errs, s.Push("x", func() {}), s.Reply(make(chan int)))
			return nil
		})
	})
	p.Click(".click")
	require.ErrorContains(t, errs[0], `encode push "x"`)
	require.ErrorContains(t, errs[1], "encode reply")
}

type titledView struct {
	stub
	title string
}

func (v *titledView) Title() string { return v.title }

func TestTitle(t *testing.T) {
	v := &titledView{title: "Inbox <0>"}
	v.events = on(func(e tap) { v.title = fmt.Sprintf("Inbox (%d)", e.ID) })
	v.render = func() templ.Component { return markup(button("tap", tap{2})) }
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, "Inbox <0>", p.Title())
	p.Click(".tap")
	require.Equal(t, "Inbox (2)", p.Title())
}

// An unchanged title is not sent.
func TestTitle_SentOnChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &titledView{title: "same"}
		v.events = on(func(e tap) { v.title = fmt.Sprint("title ", e.ID/2) })
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		for id := range 4 {
			p.sendAndWait(fmt.Sprint("live_test.tap?id=", id))
		}
		require.Equal(t, []string{`["title","title 0"]`, `["title","title 1"]`}, p.effects())
	})
}

func TestNavigate(t *testing.T) {
	name := ""
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
		return buttonView(func(s *live.Socket) error { return s.Navigate("/welcome?to=ann") })
	}))
	mux.Handle("GET /welcome", live.Page(func(r *http.Request) live.View {
		name = r.FormValue("to")
		return &stub{render: func() templ.Component { return markup(`<h1>Welcome</h1>`) }}
	}))
	p := livetest.Open(t, &live.Server{Handler: mux})
	p.Click(".click")
	require.Equal(t, "Welcome", p.Text("h1"))
	require.Equal(t, "/welcome?to=ann", p.URL())
	require.Equal(t, "ann", name)
}

// A page navigates once: the first call wins and later ones are ignored.
func TestNavigate_FirstCallWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := buttonView(func(s *live.Socket) error {
			return errors.Join(s.Navigate("/first"), s.Redirect("https://example.org/second"))
		})
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		p.sendAndWait("live_test.click")
		p.sendAndWait("live_test.click")
		require.Equal(t, []string{`["navigate","/first"]`}, p.effects())
	})
}

// Navigation targets are validated, including control characters that browsers strip.
func TestNavigateAndRedirectTargets(t *testing.T) {
	invalid := []string{"//evil.example", `/\evil.example`, "/\t/evil.example", "\n//evil.example", "evil", "", "javascript:alert(1)", "data:text/html,x", "/a b",
		`/a\b`, `/\evil.example?q=1`, "/?q=\t", "/a?\n//evil.example", `https:\\evil.example`, `https://example.org\@evil.example/`, "/\x7f"}
	local := []string{"/", "/users?page=2", `/search?q=a\b`, `/search?q=a b|"<>`, `/?next=//a\`, `https://example.org/?q=\`}
	var errs []error
	p := livetest.Mount(t, func() live.View {
		return buttonView(func(s *live.Socket) error {
			for _, to := range append(invalid, "https://example.org/") {
				errs = append(errs, s.Navigate(to))
			}
			for _, to := range invalid {
				errs = append(errs, s.Redirect(to))
			}
			return nil
		})
	})
	p.Click(".click")
	require.Equal(t, "/", p.URL())
	require.Len(t, errs, 2*len(invalid)+1)
	for _, err := range errs {
		require.ErrorContains(t, err, "not a path")
	}
	for _, to := range append(local, "https://example.org/x", "http://example.org") {
		p := livetest.Mount(t, func() live.View { return buttonView(func(s *live.Socket) error { return s.Redirect(to) }) })
		require.Equal(t, to, p.Click(".click").URL())
	}
}

// The error of a handler is logged. It is shown to the user only in development. The changes that
// the handler made are kept.
func TestHandlerErrorIsNotSentToBrowser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		v := buttonView(func(*live.Socket) error { n++; return errors.New("disk sda1 is full") })
		v.render = func() templ.Component { return markup(`<p>`, n, `</p>`) }
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		p := a.browser().open("/")
		ref := p.sendAndWait("live_test.click")
		require.Equal(t, wire.Refused, p.outcome(ref))
		require.Equal(t, []string{`["flash","error","Something went wrong."]`}, p.effects())
		require.Equal(t, "<p>1</p>", p.html())
		require.Contains(t, a.log.String(), "disk sda1 is full")
		o, _ := p.Outcome(ref)
		require.NotContains(t, o.Reason, "disk")
	})
	p := livetest.Mount(t, func() live.View {
		return buttonView(func(*live.Socket) error { return errors.New("disk sda1 is full") })
	})
	require.Contains(t, p.Click(".click").Flash(live.FlashError), "disk sda1 is full")
}
