package live_test

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"
)

// Home is a page of one user.
type Home struct {
	Bus  pubsub.Bus
	User string
}

func (v *Home) Mount(s *live.Socket) error { return live.Identify(s, v.Bus, "user:"+v.User) }
func (v *Home) Render() templ.Component    { return htmlf("<h1>Welcome %s</h1>", v.User) }

// A logout ends the login first. The view of each page of the user ends; the page reconnects, the
// application rejects it, and the browser loads it again.
func ExampleDisconnect() {
	t := &exampleTB{}
	defer t.end()

	var bus pubsub.Local
	var loggedIn atomic.Bool
	loggedIn.Store(true)
	home := live.Page(func(*http.Request) live.View { return &Home{Bus: &bus, User: "ann"} })
	login := live.Page(func(*http.Request) live.View { return &Login{} })
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if loggedIn.Load() {
			home.ServeHTTP(w, r)
		} else {
			login.ServeHTTP(w, r)
		}
	})
	p := livetest.Open(t, &live.Server{Handler: app})
	fmt.Println(p.Text("h1"))

	loggedIn.Store(false)
	if err := live.Disconnect(context.Background(), &bus, "user:ann"); err != nil {
		panic(err)
	}
	fmt.Println(p.Reload().Text("h1"))
	// Output:
	// Welcome ann
	// Please log in
}

// Login is the page of a user who is not logged in.
type Login struct{}

func (*Login) Render() templ.Component { return htmlf("<h1>Please log in</h1>") }

// A page that is still authorized reconnects, and another view is mounted.
func ExampleIdentify() {
	t := &exampleTB{}
	defer t.end()

	var bus pubsub.Local
	p := livetest.Mount(t, func() live.View { return &Home{Bus: &bus, User: "ann"} })
	if err := live.Disconnect(context.Background(), &bus, "user:ann"); err != nil {
		panic(err)
	}
	fmt.Println(p.Settle().Text("h1"), p.Mounts())
	// Output: Welcome ann 2
}
