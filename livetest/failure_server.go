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
	flag.Func("livetest.serve", "serve the pages of the first failed test on `address` (such as :8000) until interrupted; "+
		"use with -v, -timeout=0 and -run", startFailureServer)
}

// A failureServer serves the pages of a failed test. It is started when flags are parsed, outside of
// any synctest bubble, because a server in a bubble cannot be reached from outside.
type failureServer struct {
	address     string
	interrupted chan os.Signal
	once        sync.Once // only the first failed test is served

	mu      sync.Mutex
	test    string
	pages   []savedPage
	handler http.Handler // nil if the test runs in a bubble
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

// serveFailure serves the saved pages, if there are any, until the process is interrupted.
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
	fmt.Fprintf(os.Stderr, "livetest: %s failed; its pages are served at %s until interrupted (Ctrl-C)\n", test, s.address)
	<-s.interrupted
}

var indexTemplate = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>{{.Test}} failed</title></head><body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 2rem auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem; overflow-wrap: anywhere">{{.Test}} failed</h1>
{{if .Pages}}<p>The pages as they were at the end of the test{{if .Live}}, with links to the running application{{end}}:</p>
<ol>{{range $i, $p := .Pages}}<li><a href="/livetest/{{$i}}">{{$p.URL}}</a>{{if $.Live}} · <a href="{{$p.URL}}">live</a>{{end}}</li>{{end}}</ol>
{{if not .Live}}<p>The application ran in a synctest bubble, which cannot be reached from a browser.</p>{{end}}
{{else}}<p>No test has failed yet.</p>{{end}}</body></html>`))

// ServeHTTP serves the saved pages under /livetest and the application at all other paths.
func (s *failureServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	test, pages, app := s.test, s.pages, s.handler
	s.mu.Unlock()
	live := app != nil
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livetest", func(w http.ResponseWriter, _ *http.Request) {
		_ = indexTemplate.Execute(w, map[string]any{"Test": test, "Pages": pages, "Live": live})
	})
	mux.HandleFunc("GET /livetest/{n}", func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(r.PathValue("n"))
		if err != nil || n < 0 || n >= len(pages) {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(pages[n].document)
	})
	if !live {
		app = http.RedirectHandler("/livetest", http.StatusSeeOther)
	}
	mux.Handle("/", app)
	mux.ServeHTTP(w, r)
}
