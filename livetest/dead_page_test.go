package livetest_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// quiet returns a server that serves the page of a tally at each path.
func quiet() *live.Server {
	return &live.Server{Handler: live.Page(func(*http.Request) live.View { return &tally{} }), Log: slog.New(slog.DiscardHandler)}
}

// withCommand adds an element with a client command to the documents of h.
func withCommand(h http.Handler) http.Handler {
	return changeHTML(h, func(html string) string {
		return strings.Replace(html, "</body>", `<p live-commands-close='[["hide",""]]'></p></body>`, 1)
	})
}

// layout returns a server with a layout.
func layout(f func(d live.Document) []templ.Component) *live.Server {
	srv := quiet()
	srv.Layout = func(d live.Document) templ.Component { return templ.Join(f(d)...) }
	return srv
}

// parts returns components that write markup around the parts of a document.
func parts(before string, d live.Document, between, after string) []templ.Component {
	return []templ.Component{templ.Raw(before), d.Head, templ.Raw(between), d.Root, templ.Raw(after)}
}

// replace returns a server whose documents are changed by middleware.
func replace(old, new string) http.Handler {
	srv := quiet()
	return changeHTML(srv, func(html string) string { return strings.Replace(html, old, new, 1) })
}

// changeHTML returns a handler that changes the HTML that next writes.
func changeHTML(next http.Handler, change func(html string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" || strings.Contains(r.URL.Path, "_live") {
			next.ServeHTTP(w, r)
			return
		}
		b := &bodyRecorder{ResponseWriter: w}
		next.ServeHTTP(b, r)
		_, _ = io.WriteString(w, change(b.body.String()))
	})
}

// A bodyRecorder records the body.
type bodyRecorder struct {
	http.ResponseWriter
	body strings.Builder
}

func (b *bodyRecorder) Write(p []byte) (int, error) { return b.body.Write(p) }
func (b *bodyRecorder) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// header returns a server that sets a header in every response.
func header(name, value string) http.Handler {
	srv := quiet()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(name, value)
		srv.ServeHTTP(w, r)
	})
}

// script returns a server whose script is served by h.
func script(h http.HandlerFunc) http.Handler {
	srv := quiet()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/_live/") {
			h(w, r)
			return
		}
		srv.ServeHTTP(w, r)
	})
}

// policy returns a server with a Content-Security-Policy.
func policy(value string) http.Handler { return header("Content-Security-Policy", value) }

// clientHash is the hash in the URLs of the client's files.
var clientHash = regexp.MustCompile(`/_live/live\.(\w+)\.js`).FindStringSubmatch(body(quiet(), "/"))[1]

// body returns the body of the response to a GET.
func body(h http.Handler, url string) string {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, url, nil))
	return w.Body.String()
}

// integrity returns a server with a policy that allows the client script by its hash, and other sources.
func integrity(sources string) http.Handler {
	sum := sha256.Sum256([]byte(body(quiet(), "/_live/live."+clientHash+".js")))
	hash := "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	srv := replace("<script defer", `<script integrity="`+hash+`" defer`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src '"+hash+"'"+sources)
		srv.ServeHTTP(w, r)
	})
}

// dev returns middleware that adds the script of development mode to documents.
func dev(next http.Handler) http.Handler {
	return changeHTML(next, func(html string) string {
		return strings.Replace(html, "<script", `<script defer src="/_live/dev.0.js"></script><script`, 1)
	})
}

// unserved returns a server that does not serve the file of the client with a suffix.
func unserved(suffix string) http.Handler {
	srv := quiet()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, suffix) {
			http.NotFound(w, r)
			return
		}
		srv.ServeHTTP(w, r)
	})
}

// mounted returns a router that mounts h at a path.
func mounted(path string, h http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(path, h)
	return mux
}

// A page whose client would not run in a browser fails the test.
func TestOpen_DeadPages(t *testing.T) {
	const open = "<!doctype html><head>"
	for name, c := range map[string]struct {
		h    http.Handler
		url  string
		want string
	}{
		"server mounted as a route": {mounted("/app/", quiet()), "/app/", "404 Not Found; the request must reach the live.Server"},
		"router with a method":      {mounted("GET /{$}", quiet()), "/", "404 Not Found"},
		"prefix without a proxy":    {&live.Server{Handler: quiet().Handler, Prefix: "/app", Log: slog.New(slog.DiscardHandler)}, "/", "has the Content-Type \"text/html; charset=utf-8\""},
		"script is a login page": {script(func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) }), "/",
			`.js, which redirects to / has the Content-Type "text/html; charset=utf-8"`},
		"script without type": {script(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "x") }), "/", `has the Content-Type "text/plain`},
		"script compressed twice": {script(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			w.Header().Set("Content-Encoding", "gzip")
			twice := gzip.NewWriter(w)
			once := gzip.NewWriter(twice)
			_, _ = io.WriteString(once, "x")
			_ = once.Close()
			_ = twice.Close()
		}), "/", "is empty or encoded twice"},
		"script of another build": {replace("/_live/live.", "/_live/live.0"), "/", `has the Content-Type "text/html; charset=utf-8"`},
		"integrity":               {replace("<script defer", `<script integrity="sha256-AAAA" defer`), "/", "does not match its integrity attribute"},
		"async":                   {replace("<script defer", "<script async"), "/", "use defer"},
		"no defer":                {replace("<script defer", "<script"), "/", "runs before the element live-root exists"},
		"nomodule":                {replace("<script defer", "<script nomodule defer"), "/", "nomodule"},
		"type":                    {replace("<script defer", `<script type="text/x-template" defer`), "/", `script of type "text/x-template"`},
		"no script":               {replace("<script defer", "<link"), "/", "does not load the client script"},
		"no head":                 {layout(func(d live.Document) []templ.Component { return []templ.Component{templ.Raw(open), d.Root} }), "/", "0 elements <meta name=\"live-token\">"},
		"head twice": {layout(func(d live.Document) []templ.Component {
			return append([]templ.Component{d.Head}, parts(open, d, "", "")...)
		}), "/", "2 elements <meta name=\"live-token\">"},
		"no root":                        {layout(func(d live.Document) []templ.Component { return []templ.Component{templ.Raw(open), d.Head} }), "/", "no element with the id live-root"},
		"root twice":                     {layout(func(d live.Document) []templ.Component { return append(parts(open, d, "", ""), d.Root) }), "/", "2 elements have the id live-root"},
		"root in a template":             {layout(func(d live.Document) []templ.Component { return parts(open, d, "<template>", "</template>") }), "/", "no element with the id live-root"},
		"root in noscript":               {layout(func(d live.Document) []templ.Component { return parts(open, d, "<noscript>", "</noscript>") }), "/", "no element with the id live-root"},
		"root in an iframe":              {layout(func(d live.Document) []templ.Component { return parts(open, d, "<iframe hidden>", "</iframe>") }), "/", "no element with the id live-root"},
		"root in a comment":              {layout(func(d live.Document) []templ.Component { return parts(open, d, "<!--", "-->") }), "/", "no element with the id live-root"},
		"script in a template":           {layout(func(d live.Document) []templ.Component { return parts(open+"<template>", d, "</template>", "") }), "/", "0 elements <meta name=\"live-token\">"},
		"layout with an open element":    {layout(func(d live.Document) []templ.Component { return parts(open, d, "<button>", "") }), "/", "parse the view differently"},
		"second region for flash":        {layout(func(d live.Document) []templ.Component { return parts(open, d, "<p id=live-flash></p>", "") }), "/", "several elements have the id live-flash"},
		"base of another site":           {replace("<head>", `<head><base href="https://cdn.example.org/">`), "/", "because of its base element"},
		"text":                           {retyped(quiet()), "/", `its Content-Type is "text/plain"`},
		"minified":                       {replace(`<div id="live-root">`, `<div id=live-root>`), "/", "must not reformat the HTML"},
		"script-src":                     {policy("script-src 'none'"), "/", "script-src 'none' forbids the client script"},
		"script-src of another host":     {policy("script-src https://js.example.org 'unsafe-inline'"), "/", "forbids the client script"},
		"default-src":                    {policy("img-src *; default-src 'none'"), "/", "default-src 'none' forbids the client script"},
		"nonce of another response":      {policy("script-src 'nonce-abc' 'strict-dynamic' 'self'"), "/", "forbids the client script"},
		"hash":                           {integrity(""), "/", "add 'self' or 'strict-dynamic'"},
		"exact URL":                      {policy("script-src http://example.com/_live/live." + clientHash + ".js"), "/", ".ui.js: add"},
		"exact URLs in development":      {dev(policy("script-src http://example.com/_live/live." + clientHash + ".js http://example.com/_live/live." + clientHash + ".ui.js")), "/", "forbids the script of Server.Dev"},
		"module is not served":           {unserved(".ui.js"), "/", "GET of the client module /_live/live." + clientHash + ".ui.js: 404"},
		"exact URLs without commands":    {withCommand(policy("script-src http://example.com/_live/live." + clientHash + ".js http://example.com/_live/live." + clientHash + ".ui.js")), "/", ".commands.js: add"},
		"commands are not served":        {withCommand(unserved(".commands.js")), "/", "GET of the client module /_live/live." + clientHash + ".commands.js: 404"},
		"style sheet is not served":      {unserved(".css"), "/", "GET of the client style sheet /_live/live." + clientHash + ".css: 404"},
		"WebSocket without rechecks":     {policy("connect-src wss://shop.example.org"), "/", "forbids the requests by which the client finds out"},
		"rechecks without WebSocket":     {policy("connect-src http://example.com"), "/", "forbids the WebSocket"},
		"trusted types in two policies":  {policy("require-trusted-types-for 'script', trusted-types app"), "/", "add lively to trusted-types"},
		"connect-src":                    {policy("default-src 'self'; connect-src https://api.example.org"), "/", "forbids the WebSocket"},
		"second policy":                  {policy("default-src 'self', connect-src 'none'"), "/", "forbids the WebSocket"},
		"policy in the document":         {replace("<head>", `<head><meta http-equiv="content-security-policy" content="connect-src 'none'">`), "/", "forbids the WebSocket"},
		"sandbox":                        {policy("sandbox allow-same-origin"), "/", "no allow-scripts"},
		"sandbox without origin":         {policy("sandbox allow-scripts allow-forms"), "/", "no allow-same-origin"},
		"trusted types":                  {policy("require-trusted-types-for 'script'; trusted-types app"), "/", "add lively to trusted-types"},
		"middleware hides the hijacker":  {hideHijacker(quiet()), "/", "must pass on http.Hijacker"},
		"WebSocket answered by a router": {noUpgrade(quiet(), http.StatusNotFound), "/", "the application responded with 404"},
		"WebSocket redirected":           {noUpgrade(quiet(), http.StatusMovedPermanently), "/", "the application responded with 301"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, failure(t, func(t testing.TB) { livetest.Open(t, c.h, c.url) }), c.want)
		})
	}
}

// retyped returns middleware that sets another type for documents.
func retyped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		changeHTML(next, func(html string) string { w.Header().Set("Content-Type", "text/plain"); return html }).ServeHTTP(w, r)
	})
}

// hideHijacker returns middleware whose ResponseWriter does not allow WebSockets.
func hideHijacker(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(struct{ http.ResponseWriter }{w}, r) })
}

// noUpgrade returns middleware that responds to WebSockets with a status.
func noUpgrade(next http.Handler, status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Pages that work in a browser do not fail the test, and each file of the client is requested once.
func TestOpen_WorkingPages(t *testing.T) {
	requests := map[string]int{}
	counted := quiet()
	for name, c := range map[string]struct {
		h   http.Handler
		url string
	}{
		"StripPrefix":             {mounted("/app/", http.StripPrefix("/app", quiet())), "/app/"},
		"policy":                  {policy("script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types lively"), "/"},
		"nonce":                   {nonce(quiet()), "/"},
		"host":                    {policy("script-src http://example.com/_live/; connect-src https://shop.example.org wss://shop.example.org"), "/"},
		"hash and strict-dynamic": {integrity(" 'strict-dynamic'"), "/"},
		"hash and self":           {integrity(" 'self'"), "/"},
		"exact URLs":              {policy("script-src http://example.com/_live/live." + clientHash + ".js http://example.com/_live/live." + clientHash + ".ui.js"), "/"},
		"commands":                {withCommand(policy("script-src http://example.com/_live/")), "/"},
		"no style":                {policy("style-src 'none'"), "/"},
		"report only":             {header("Content-Security-Policy-Report-Only", "default-src 'none'"), "/"},
		"base of the site":        {replace("<head>", `<head><base href="/elsewhere/">`), "/"},
		"script at the end": {layout(func(d live.Document) []templ.Component {
			return []templ.Component{templ.Raw("<!doctype html>"), d.Root, d.Head}
		}), "/"},
		"compressed": {compressed(quiet()), "/"},
		"form around": {layout(func(d live.Document) []templ.Component {
			return parts("<!doctype html><head>", d, "<main><section>", "</section></main>")
		}), "/"},
		"counted": {http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/_live/") {
				requests[r.URL.Path]++
			}
			counted.ServeHTTP(w, r)
		}), "/"},
	} {
		t.Run(name, func(t *testing.T) {
			p := livetest.Open(t, c.h, c.url)
			require.Equal(t, "1", p.Click("#more").Text("output"))
			require.Equal(t, "0", p.Reload().Tab(c.url).Text("output"))
		})
	}
	path := "/_live/live." + clientHash
	require.Equal(t, map[string]int{path + ".js": 1, path + ".ui.js": 1, path + ".css": 1}, requests)
}

// nonce returns middleware that allows the script by a nonce.
func nonce(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'nonce-abc' 'strict-dynamic'; connect-src 'self'")
		next.ServeHTTP(w, r.WithContext(templ.WithNonce(r.Context(), "abc")))
	})
}

// compressed returns middleware that compresses documents.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" || strings.Contains(r.URL.Path, "_live") || r.Header.Get("Accept-Encoding") == "" {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		next.ServeHTTP(gzipWriter{w, z}, r)
		_ = z.Close()
	})
}

type gzipWriter struct {
	http.ResponseWriter
	z io.Writer
}

func (w gzipWriter) Write(p []byte) (int, error) { return w.z.Write(p) }
func (w gzipWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
