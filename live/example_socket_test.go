package live_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func ExampleSocket_Flash() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			s.Flash(live.FlashInfo, "Saved")
			return nil
		}}
	})
	fmt.Println(p.Click("button").Flash(live.FlashInfo))
	// Output: Saved
}

func ExampleFlashKind() {
	fmt.Println(live.FlashInfo, live.FlashError)
	// Output: info error
}

// In the browser, addEventListener("live:saved", …) receives the event.
func ExampleSocket_Push() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			return s.Push("saved", map[string]int{"id": 7})
		}}
	})
	fmt.Println(p.Click("button").Pushed("saved"))
	// Output: [{"id":7}]
}

// In the browser, a live:reply event at the button has the value as its detail.
func ExampleSocket_Reply() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			err := s.Reply(map[string]bool{"available": true})
			fmt.Println(err)
			return err
		}}
	})
	p.Click("button")
	// Output: <nil>
}

func ExampleSocket_Navigate() {
	t := &exampleTB{}
	defer t.end()

	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View {
		return &Button{OnPress: func(s *live.Socket) error { return s.Navigate("/users/ann") }}
	}))
	mux.Handle("GET /users/{name}", live.Page(func(r *http.Request) live.View {
		return &Welcome{User: r.PathValue("name")}
	}))
	p := livetest.Open(t, &live.Server{Handler: mux}, "/")
	fmt.Println(p.Click("button").URL(), p.Text("h1"))
	// Output: /users/ann Welcome ann
}

// Redirect also accepts other servers, but no other schemes.
func ExampleSocket_Redirect() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			fmt.Println(s.Redirect("javascript:alert(1)"))
			return nil
		}}
	})
	p.Click("button")
	// Output: live: Redirect to "javascript:alert(1)": not a path or an http or https URL
}

func ExampleSocket_Patch() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{
			OnPress: func(s *live.Socket) error { return s.Patch(PageQuery{Page: 2}) },
			OnLoad:  func(q PageQuery) { fmt.Println("page", q.Page) },
		}
	}, "/list?page=1")
	fmt.Println(p.Click("button").URL())
	// Output:
	// page 1
	// page 2
	// /list?page=2
}

// The browser's Back button does not return to the URL that was replaced.
func ExampleSocket_ReplacePatch() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error { return s.ReplacePatch(PageQuery{Page: 2}) }}
	}, "/list?page=1")
	fmt.Println(p.Click("button").URL())
	// Output: /list?page=2
}

func ExampleSocket_URL() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			fmt.Println(s.URL().Path, s.URL().Query().Get("page"))
			return nil
		}}
	}, "/list?page=3")
	p.Click("button")
	// Output: /list 3
}

func ExampleSocket_Connected() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			fmt.Println(s.Connected())
			return nil
		}}
	})
	p.Click("button")
	// Output: true
}

// Username is the key of a context value that middleware sets.
type Username struct{}

func ExampleSocket_Context() {
	t := &exampleTB{}
	defer t.end()

	page := live.Page(func(*http.Request) live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			fmt.Println(s.Context().Value(Username{}))
			return nil
		}}
	})
	authenticate := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), Username{}, "ann")))
	})
	livetest.Open(t, &live.Server{Handler: authenticate}).Click("button")
	// Output: ann
}

func ExampleSocket_Client() {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error {
			c := s.Client()
			fmt.Println(c.TimeZone, c.Language, c.Width)
			return nil
		}}
	})
	p.Click("button")
	// Output: Europe/Berlin en 1280
}
