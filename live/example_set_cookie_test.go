package live_test

import (
	"fmt"
	"net/http"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A handler logs a user in, and shows the page of the user.
func ExampleSocket_SetCookie() {
	logIn := func(s *live.Socket) error {
		c := &http.Cookie{Name: "session", Value: "random", Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}
		if err := s.SetCookie(c); err != nil {
			return err
		}
		return s.Navigate("/home")
	}
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Button{OnPress: logIn} }))
	mux.HandleFunc("GET /home", func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("session")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, "<p>%v</p>", err == nil && c.Value == "random")
	})

	t := &exampleTB{}
	defer t.end()
	p := livetest.Open(t, &live.Server{Handler: mux, Cookies: []string{"session"}})
	fmt.Println(p.Click("button").Text("p"))
	// Output: true
}
