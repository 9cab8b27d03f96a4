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

// acting is a view whose one button does what a test wants.
func acting(act func(*live.Socket) error) *stub {
	return &stub{
		events: func() live.Events { return live.Events{live.On(func(s *live.Socket, _ tip) error { return act(s) })} },
		render: func() templ.Component { return button("tip", tip{}) },
	}
}

func TestFlashAndPush(t *testing.T) {
	n := 0
	p := livetest.Mount(t, func() live.View {
		return acting(func(s *live.Socket) error {
			n++
			s.Flash(live.FlashInfo, fmt.Sprint("saved ", n))
			return s.Push("saved", map[string]int{"n": n})
		})
	})
	p.Click(".tip").Click(".tip")
	require.Equal(t, "saved 2", p.Flash(live.FlashInfo))
	require.Equal(t, []string{`{"n":1}`, `{"n":2}`}, p.Pushed("saved"))
	require.Empty(t, p.Flash(live.FlashError))
}

// What happens during the GET waits for the browser.
func TestEffectsOfMountReachTheBrowser(t *testing.T) {
	v := acting(nil)
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

// Effects come after the picture of their state, in the order in which the handler made them.
func TestEffectsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := acting(func(s *live.Socket) error {
			s.Flash(live.FlashInfo, "one")
			return errors.Join(s.Push("two", "2"), s.Reply([]int{3}), s.Push("four", nil))
		})
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().open("/")
		require.Equal(t, 1, p.do("live_test.tip"))
		require.Equal(t, []string{`["flash","info","one"]`, `["push","two","2"]`, `["reply",1,[3]]`, `["push","four",null]`}, p.effects())
	})
}

func TestReplyNeedsAnEvent(t *testing.T) {
	var err error
	v := &stub{mount: func(s *live.Socket) error { err = s.Reply(1); return nil }}
	livetest.Mount(t, func() live.View { return v })
	require.ErrorContains(t, err, "no event is being handled")
}

func TestWhatHasNoJSONIsAnError(t *testing.T) {
	var errs []error
	p := livetest.Mount(t, func() live.View {
		return acting(func(s *live.Socket) error {
			errs = append(errs, s.Push("x", func() {}), s.Reply(make(chan int)))
			return nil
		})
	})
	p.Click(".tip")
	require.ErrorContains(t, errs[0], `encode push "x"`)
	require.ErrorContains(t, errs[1], "encode reply")
}

type titled struct {
	stub
	title string
}

func (v *titled) Title() string { return v.title }

func TestTitle(t *testing.T) {
	v := &titled{title: "Inbox <0>"}
	v.events = on(func(e tap) { v.title = fmt.Sprintf("Inbox (%d)", e.ID) })
	v.render = func() templ.Component { return markup(button("tap", tap{2})) }
	p := livetest.Mount(t, func() live.View { return v })
	require.Equal(t, "Inbox <0>", p.Title())
	p.Click(".tap")
	require.Equal(t, "Inbox (2)", p.Title())
}

// A title that did not change is not sent.
func TestTitleIsSentWhenItChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &titled{title: "same"}
		v.events = on(func(e tap) { v.title = fmt.Sprint("title ", e.ID/2) })
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().open("/")
		for id := range 4 {
			p.do(fmt.Sprint("live_test.tap?id=", id))
		}
		require.Equal(t, []string{`["title","title 0"]`, `["title","title 1"]`}, p.effects())
	})
}

func TestNavigate(t *testing.T) {
	welcomed := ""
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
		return acting(func(s *live.Socket) error { return s.Navigate("/welcome?to=ann") })
	}))
	mux.Handle("GET /welcome", live.Page(func(r *http.Request) live.View {
		welcomed = r.FormValue("to")
		return &stub{render: func() templ.Component { return markup(`<h1>Welcome</h1>`) }}
	}))
	p := livetest.Open(t, &live.Server{Handler: mux})
	p.Click(".tip")
	require.Equal(t, "Welcome", p.Text("h1"))
	require.Equal(t, "/welcome?to=ann", p.URL())
	require.Equal(t, "ann", welcomed)
}

// A page is left once: the first word counts, and nothing after it.
func TestTheFirstNavigationCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := acting(func(s *live.Socket) error {
			return errors.Join(s.Navigate("/first"), s.Redirect("https://example.org/second"))
		})
		p := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser().open("/")
		p.do("live_test.tip")
		p.do("live_test.tip")
		require.Equal(t, []string{`["navigate","/first"]`}, p.effects())
	})
}

// Where a browser may be sent is checked, control characters that browsers drop included.
func TestWhereAPageMayLead(t *testing.T) {
	evil := []string{"//evil.example", `/\evil.example`, "/\t/evil.example", "\n//evil.example", "evil", "", "javascript:alert(1)", "data:text/html,x", "/a b"}
	local := []string{"/", "/users?page=2"}
	var errs []error
	p := livetest.Mount(t, func() live.View {
		return acting(func(s *live.Socket) error {
			for _, to := range append(evil, "https://example.org/") {
				errs = append(errs, s.Navigate(to))
			}
			for _, to := range evil {
				errs = append(errs, s.Redirect(to))
			}
			return nil
		})
	})
	p.Click(".tip")
	require.Equal(t, "/", p.URL())
	require.Len(t, errs, 2*len(evil)+1)
	for _, err := range errs {
		require.ErrorContains(t, err, "not a path")
	}
	for _, to := range append(local, "https://example.org/x", "http://example.org") {
		p := livetest.Mount(t, func() live.View { return acting(func(s *live.Socket) error { return s.Redirect(to) }) })
		require.Equal(t, to, p.Click(".tip").URL())
	}
}

// A handler's error is logged, and told in development only. What it changed stays.
func TestAHandlersErrorIsNotForTheBrowser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		v := acting(func(*live.Socket) error { n++; return errors.New("disk sda1 is full") })
		v.render = func() templ.Component { return markup(`<p>`, n, `</p>`) }
		a := serve(t, &live.Server{Handler: pages(one(v))}, nil)
		p := a.browser().open("/")
		ref := p.do("live_test.tip")
		require.Equal(t, wire.Refused, p.outcome(ref))
		require.Equal(t, []string{`["flash","error","Something went wrong."]`}, p.effects())
		require.Equal(t, "<p>1</p>", p.html())
		require.Contains(t, a.log.String(), "disk sda1 is full")
		o, _ := p.Outcome(ref)
		require.NotContains(t, o.Reason, "disk")
	})
	p := livetest.Mount(t, func() live.View {
		return acting(func(*live.Socket) error { return errors.New("disk sda1 is full") })
	})
	require.Contains(t, p.Click(".tip").Flash(live.FlashError), "disk sda1 is full")
}
