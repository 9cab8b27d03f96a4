package live_test

import (
	"fmt"
	"html"
	"net/http"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// flashExample shows what a handler flashes.
func flashExample(handler func(*live.Socket)) {
	t := &exampleTB{}
	defer t.end()

	p := livetest.Mount(t, func() live.View {
		return &Button{OnPress: func(s *live.Socket) error { handler(s); return nil }}
	})
	p.Click("button")
	fmt.Printf("%q\n", p.Flash(live.FlashInfo))
}

func ExampleSocket_ClearFlash() {
	flashExample(func(s *live.Socket) {
		s.Flash(live.FlashInfo, "Saved")
		s.ClearFlash()
	})
	// Output: ""
}

func ExampleFlashOption() {
	options := []live.FlashOption{live.FlashKey("save"), live.FlashFor(10 * time.Second)}
	flashExample(func(s *live.Socket) { s.Flash(live.FlashInfo, "Saved", options...) })
	// Output: "Saved"
}

func ExampleFlashFor() {
	flashExample(func(s *live.Socket) { s.Flash(live.FlashInfo, "Read this", live.FlashFor(0)) })
	// Output: "Read this"
}

func ExampleFlashKey() {
	flashExample(func(s *live.Socket) {
		s.Flash(live.FlashInfo, "1 file saved", live.FlashKey("save"))
		s.Flash(live.FlashInfo, "2 files saved", live.FlashKey("save"))
	})
	// Output: "2 files saved"
}

// Restore is the event of the button Undo.
type Restore struct{ ID int }

func ExampleFlashAction() {
	flashExample(func(s *live.Socket) {
		s.Flash(live.FlashInfo, "Message deleted", live.FlashAction("Undo", Restore{ID: 7}))
	})
	// Output: "Message deleted"
}

// A handler that is not live, such as that of a login, leaves a message for the next page.
func ExampleAddFlash() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		live.AddFlash(w, r, live.FlashSuccess, "Welcome back")
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	mux.Handle("GET /{$}", live.Page(func(*http.Request) live.View { return &Counter{} }))

	t := &exampleTB{}
	defer t.end()
	p := livetest.Open(t, &live.Server{Handler: mux}, "/login")
	fmt.Printf("%q\n", p.Flash(live.FlashSuccess))
	// Output: "Welcome back"
}

// A page that is not live shows the messages of the page before it.
func ExampleFlashes() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		live.AddFlash(w, r, live.FlashSuccess, "Welcome back")
		http.Redirect(w, r, "/about", http.StatusSeeOther)
	})
	mux.HandleFunc("GET /about", func(w http.ResponseWriter, r *http.Request) {
		messages := live.Flashes(w, r)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for _, m := range messages {
			fmt.Fprintf(w, `<p class="%s">%s</p>`, m.Kind, html.EscapeString(m.Text))
		}
	})

	t := &exampleTB{}
	defer t.end()
	p := livetest.Open(t, &live.Server{Handler: mux}, "/login")
	fmt.Println(p.Text("p.success"))
	// Output: Welcome back
}

func ExampleFlashMessage() {
	m := live.FlashMessage{Kind: live.FlashInfo, Text: "Saved"}
	fmt.Printf("live-flash-%s %q\n", m.Kind, m.Text)
	// Output: live-flash-info "Saved"
}
