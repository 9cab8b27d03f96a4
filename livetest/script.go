package livetest

import (
	"context"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"github.com/lively-go/lively/js"

	"github.com/lively-go/lively/internal/testhook"
)

// A script is the response to the request for a script of the client, or its style sheet.
type script struct {
	body    []byte
	problem string // why a browser does not run it, or ""
}

var (
	clientScript = regexp.MustCompile(`/_live/live\.\w+\.js(\?|$)`)
	devScript    = regexp.MustCompile(`/_live/dev\.\w+\.js(\?|$)`)
	isModule     = regexp.MustCompile(`/_live/live\.\w+\.\w+\.js$`)
	scriptName   = regexp.MustCompile(`(/_live/live\.\w+)\.js`)
)

// The files that the client script loads have its URL, with these suffixes in place of .js.
const (
	moduleSuffix = ".%s.js"
	stylesSuffix = ".css" // in browsers without constructed style sheets
)

// scriptProblem returns the reason why a browser does not run the client script of the document.
func (w *wholeDocument) scriptProblem() string {
	tag := w.scripts()
	switch {
	case tag.Length() == 0:
		return "it does not load the client script: render Document.Head in the head of Server.Layout, outside of elements such as template and noscript"
	case tag.Length() > 1:
		return fmt.Sprintf("it loads the client script %d times: render Document.Head of Server.Layout once", tag.Length())
	}
	kind := strings.ToLower(strings.TrimSpace(attr(tag, "type")))
	switch {
	case kind != "" && kind != "module" && !isJavaScript(kind):
		return fmt.Sprintf("a browser does not run a script of type %q:\n  %s", kind, startTag(tag))
	case hasAttr(tag, "nomodule"):
		return "a browser does not run a script with nomodule:\n  " + startTag(tag)
	case hasAttr(tag, "async"):
		return "a script with async may run before the document is complete; use defer:\n  " + startTag(tag)
	case kind == "" && !hasAttr(tag, "defer") && w.precedesRoot(tag):
		return "the script runs before the element live-root exists; use defer:\n  " + startTag(tag)
	}
	src, sameOrigin := w.resolve(attr(tag, "src"))
	if !sameOrigin {
		if _, ok := resolveURL(w.res.url, attr(tag, "src")); ok {
			return fmt.Sprintf("because of its base element it loads the client script from another site, %s: remove <base href=%q>", src, w.base)
		}
		return "" // a test cannot load it
	}
	s := w.site.script(w.hooks, src)
	if s.problem != "" {
		return s.problem
	}
	if integrity := attr(tag, "integrity"); integrity != "" && !matchesIntegrity(integrity, s.body) {
		return "the client script does not match its integrity attribute: remove the attribute, or compute it for this version:\n  " + startTag(tag)
	}
	for _, suffix := range append(w.modules(), stylesSuffix) {
		url, _ := w.moduleURL(suffix)
		if s := w.site.script(w.hooks, url); s.problem != "" {
			return s.problem
		}
	}
	return ""
}

// modules returns the suffixes of the modules that the client script loads for the document.
func (w *wholeDocument) modules() []string {
	var suffixes []string
	for _, module := range js.Modules {
		if !module.OnCall && (module.NeededBy == nil || w.hasAttribute(module.NeededBy)) {
			suffixes = append(suffixes, fmt.Sprintf(moduleSuffix, module.Name))
		}
	}
	return suffixes
}

// hasAttribute reports whether an element of the document has an attribute of Lively that, as the name, = and the
// value, matches pattern.
func (w *wholeDocument) hasAttribute(pattern *regexp.Regexp) bool {
	for _, e := range w.dom.Find("*").EachIter() {
		for _, a := range e.Get(0).Attr {
			if strings.HasPrefix(a.Key, "live-") && pattern.MatchString(a.Key+"="+a.Val) {
				return true
			}
		}
	}
	return false
}

// moduleURL returns the URL of a file that the client script loads. It reports false if that is on another
// site.
func (w *wholeDocument) moduleURL(suffix string) (string, bool) {
	src, sameOrigin := w.resolve(attr(w.scripts(), "src"))
	return scriptName.ReplaceAllString(src, "${1}"+suffix), sameOrigin
}

// scripts returns the elements that load the client script.
func (w *wholeDocument) scripts() *goquery.Selection { return w.scriptsLike(clientScript) }

// devScripts returns the elements that load the script of Server.Dev.
func (w *wholeDocument) devScripts() *goquery.Selection { return w.scriptsLike(devScript) }

func (w *wholeDocument) scriptsLike(src *regexp.Regexp) *goquery.Selection {
	return w.dom.Find("script[src]").FilterFunction(func(_ int, e *goquery.Selection) bool { return src.MatchString(attr(e, "src")) })
}

// precedesRoot reports whether an element precedes the root in the document.
func (w *wholeDocument) precedesRoot(e *goquery.Selection) bool {
	all := w.dom.Find("*")
	return all.IndexOfSelection(e) < all.IndexOfSelection(w.dom.Find("#live-root"))
}

// resolve resolves a URL in the document. It reports false if it is one of another site.
func (w *wholeDocument) resolve(href string) (string, bool) {
	if w.base != "" {
		return resolveURL(w.base, href)
	}
	return resolveURL(w.res.url, href)
}

// script requests a script of the client, or its style sheet, from the site. It does so once, as long as the
// handler is not replaced.
func (s *site) script(hooks *testhook.Hooks, url string) script {
	key := fmt.Sprint(s.generation, " ", url)
	if cached, ok := s.scripts[key]; ok {
		return cached
	}
	loaded := s.loadScript(hooks, url)
	if s.scripts == nil {
		s.scripts = map[string]script{}
	}
	s.scripts[key] = loaded
	return loaded
}

func (s *site) loadScript(hooks *testhook.Hooks, url string) script {
	const advice = "; the request must reach the live.Server: if a router mounts it at a path, use http.StripPrefix, so that it serves " +
		"its script below that path; if Server.Prefix is set, pass a handler that removes the prefix, as the proxy does"
	r, err := http.NewRequestWithContext(testhook.NewContext(context.Background(), hooks), http.MethodGet, origin+url, nil)
	if err != nil {
		return script{problem: fmt.Sprintf("the client script has an invalid URL %q", url)}
	}
	name, dest, isType := "script", "script", isJavaScript
	switch path, _, _ := strings.Cut(url, "?"); {
	case isModule.MatchString(path):
		name = "module"
	case strings.HasSuffix(path, stylesSuffix):
		name, dest, isType = "style sheet", "style", func(kind string) bool { return kind == "text/css" }
	}
	r.Header.Set("Sec-Fetch-Dest", dest)
	r.Header.Set("Sec-Fetch-Mode", "no-cors")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := s.client.Do(r)
	if err != nil {
		return script{problem: fmt.Sprintf("the client %s cannot be loaded: %v", name, err)}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if final := res.Request.URL.RequestURI(); final != url {
		url += ", which redirects to " + final
	}
	switch kind := mediaType(res.Header); {
	case err != nil:
		return script{problem: fmt.Sprintf("the client %s %s cannot be read: %v", name, url, err)}
	case res.StatusCode != http.StatusOK:
		return script{problem: fmt.Sprintf("GET of the client %s %s: %s%s", name, url, res.Status, advice)}
	case !isType(kind):
		return script{problem: fmt.Sprintf("the client %s %s has the Content-Type %q%s", name, url, res.Header.Get("Content-Type"), advice)}
	case res.Header.Get("Content-Encoding") != "" || !utf8.Valid(body) || len(body) == 0:
		return script{problem: fmt.Sprintf("the client %s %s is empty or encoded twice: middleware must not compress a response that has a Content-Encoding", name, url)}
	}
	return script{body: body}
}

// isJavaScript reports whether a media type is one of those with which browsers run a script.
func isJavaScript(mediaType string) bool {
	return slices.Contains([]string{
		"text/javascript", "application/javascript", "application/x-javascript", "text/ecmascript", "application/ecmascript", "text/x-javascript",
	}, mediaType)
}

// matchesIntegrity reports whether a body has one of the hashes of an integrity attribute. Of several
// algorithms, a browser uses the strongest.
func matchesIntegrity(integrity string, body []byte) bool {
	h256, h384, h512 := sha256.Sum256(body), sha512.Sum384(body), sha512.Sum512(body)
	known := false
	for _, algorithm := range []struct {
		prefix string
		sum    []byte
	}{{"sha512-", h512[:]}, {"sha384-", h384[:]}, {"sha256-", h256[:]}} {
		for _, token := range strings.Fields(integrity) {
			value, ok := strings.CutPrefix(token, algorithm.prefix)
			if !ok {
				continue
			}
			known = true
			value, _, _ = strings.Cut(value, "?")
			if value == base64.StdEncoding.EncodeToString(algorithm.sum) {
				return true
			}
		}
		if known {
			return false
		}
	}
	return true // a browser ignores what it does not know
}
