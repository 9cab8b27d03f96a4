package livetest

import (
	"flag"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"testing"
)

func init() {
	flag.Func("livetest.serve", "keep the pages of the first test that fails up at an `address` such as :8000, for a real browser, until interrupted (Ctrl-C); "+
		"give -v and -timeout=0 too, and -run", startFailureServer)
}

// A showcase keeps a failed test's pages up. It is made when flags are parsed, outside of any synctest bubble: what is in one cannot be
// visited from without.
type failureServer struct {
	address     string
	interrupted chan os.Signal
	once        sync.Once // the first test that fails

	mu      sync.Mutex
	test    string
	pages   []savedPage
	handler http.Handler // nil: it is in a bubble
}

var failures *failureServer

func startFailureServer(address string) error {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	s := &failureServer{address: fmt.Sprintf("http://localhost:%d/livetest", ln.Addr().(*net.TCPAddr).Port), interrupted: make(chan os.Signal, 1)}
	signal.Notify(s.interrupted, os.Interrupt)
	failures = s
	go func() { _ = http.Serve(ln, s) }()
	return nil
}

// exhibit serves what was kept until a person has seen it.
func (s *site) serveFailure(t testing.TB) {
	if len(s.saved) > 0 {
		failures.once.Do(func() { failures.serve(t.Name(), s) })
	}
}

func (s *failureServer) serve(test string, site *site) {
	s.mu.Lock()
	s.test, s.pages = test, site.saved
	if !site.clock.bubble {
		s.handler = *site.handler.Load()
	}
	s.mu.Unlock()
	fmt.Fprintf(os.Stderr, "livetest: %s failed; its pages are at %s until you press Ctrl-C\n", test, s.address)
	<-s.interrupted
}

var indexTemplate = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>{{.Test}} failed</title></head><body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 2rem auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem; overflow-wrap: anywhere">{{.Test}} failed</h1>
{{if .Kept}}<p>The pages as they were then{{if .Live}}, and what their application answers now{{end}}:</p>
<ol>{{range $i, $p := .Kept}}<li><a href="/livetest/{{$i}}">{{$p.URL}}</a>{{if $.Live}} · <a href="{{$p.URL}}">live</a>{{end}}</li>{{end}}</ol>
{{if not .Live}}<p>The application ran in a bubble of testing/synctest, which no browser can enter.</p>{{end}}
{{else}}<p>No test has failed yet.</p>{{end}}</body></html>`))

// ServeHTTP shows what was kept; anything else the application answers.
func (s *failureServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	test, all, app := s.test, s.pages, s.handler
	s.mu.Unlock()
	live := app != nil
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livetest", func(w http.ResponseWriter, _ *http.Request) {
		_ = indexTemplate.Execute(w, map[string]any{"Test": test, "Kept": all, "Live": live})
	})
	mux.HandleFunc("GET /livetest/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if err != nil || n < 0 || n >= len(all) {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(all[n].document)
	})
	if !live {
		app = http.RedirectHandler("/livetest", http.StatusSeeOther)
	}
	mux.Handle("/", app)
	mux.ServeHTTP(w, r)
}
