package livetest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// A policy is a Content-Security-Policy: the values of its directives.
type policy map[string][]string

// parsePolicies parses the value of a header or of a meta element, which may hold several policies.
func parsePolicies(value string) (all []policy) {
	for text := range strings.SplitSeq(value, ",") {
		p := policy{}
		for directive := range strings.SplitSeq(text, ";") {
			fields := strings.Fields(directive)
			if len(fields) == 0 {
				continue
			}
			name := strings.ToLower(fields[0])
			if _, ok := p[name]; !ok { // a browser ignores duplicates
				p[name] = fields[1:]
			}
		}
		if len(p) > 0 {
			all = append(all, p)
		}
	}
	return all
}

// sources returns the name and the value of the first of the given directives that the policy has.
func (p policy) sources(names ...string) (name string, sources []string, ok bool) {
	for _, name := range names {
		if sources, ok := p[name]; ok {
			return name, sources, true
		}
	}
	return "", nil, false
}

// policies returns the policies of the document: those of the header, and those of its meta elements, which
// cannot sandbox it.
func (w *wholeDocument) policies() (header, meta []policy) {
	for _, value := range w.res.Header.Values("Content-Security-Policy") {
		header = append(header, parsePolicies(value)...)
	}
	for _, e := range w.dom.Find("head meta[http-equiv][content]").EachIter() {
		if strings.EqualFold(attr(e, "http-equiv"), "Content-Security-Policy") {
			meta = append(meta, parsePolicies(attr(e, "content"))...)
		}
	}
	return header, meta
}

// policyProblem returns what a policy of the document forbids the client.
func (w *wholeDocument) policyProblem() string {
	header, meta := w.policies()
	for _, p := range header {
		if problem := w.sandboxProblem(p); problem != "" {
			return problem
		}
	}
	all := append(header, meta...)
	for _, p := range all {
		if problem := w.sourceProblem(p); problem != "" {
			return problem
		}
	}
	return trustedTypesProblem(all)
}

func (w *wholeDocument) sandboxProblem(p policy) string {
	tokens, ok := p["sandbox"]
	if !ok {
		return ""
	}
	for _, token := range []string{"allow-scripts", "allow-same-origin"} {
		if !slices.Contains(tokens, token) {
			return fmt.Sprintf("the sandbox of its Content-Security-Policy has no %s: add it", token)
		}
	}
	return ""
}

func (w *wholeDocument) sourceProblem(p policy) string {
	tag := w.scripts()
	if name, sources, ok := p.sources("script-src-elem", "script-src", "default-src"); ok {
		policy := name + " " + strings.Join(sources, " ")
		if !w.allowsScript(sources, tag) {
			return fmt.Sprintf("its Content-Security-Policy %s forbids the client script: add 'self', or 'nonce-…' with templ.WithNonce:\n  %s", policy, startTag(tag))
		}
		if dev := w.devScripts(); dev.Length() > 0 && !w.allowsScript(sources, dev) {
			return fmt.Sprintf("its Content-Security-Policy %s forbids the script of Server.Dev: add 'self', or 'nonce-…' with templ.WithNonce:\n  %s", policy, startTag(dev))
		}
		for _, suffix := range w.modules() {
			if url, ok := w.moduleURL(suffix); ok && !w.allowsModule(sources, tag, url) {
				return fmt.Sprintf("its Content-Security-Policy %s allows the client script, but forbids a module that the script loads, %s: add 'self' or "+
					"'strict-dynamic', the directory of the script instead of its URL, or 'nonce-…' with templ.WithNonce", policy, url)
			}
		}
	}
	if name, sources, ok := p.sources("connect-src", "default-src"); ok {
		policy := name + " " + strings.Join(sources, " ")
		switch {
		case !allowsWebSocket(sources):
			return fmt.Sprintf("its Content-Security-Policy %s forbids the WebSocket: add connect-src 'self'", policy)
		case !allowsRecheck(sources):
			return fmt.Sprintf("its Content-Security-Policy %s allows the WebSocket, but forbids the requests by which the client finds out "+
				"whether a page may still be shown: add connect-src 'self'", policy)
		}
	}
	return ""
}

// trustedTypesProblem returns what is wrong if scripts need Trusted Types. One policy may require them and
// another one name those that are allowed.
func trustedTypesProblem(all []policy) string {
	required := slices.ContainsFunc(all, func(p policy) bool {
		return slices.ContainsFunc(p["require-trusted-types-for"], isKeyword("'script'"))
	})
	for _, p := range all {
		names, ok := p["trusted-types"]
		if required && ok && !slices.Contains(names, "lively") && !slices.Contains(names, "*") {
			return "its Content-Security-Policy requires Trusted Types and does not allow the policy of the client: add lively to trusted-types"
		}
	}
	return ""
}

func isKeyword(keyword string) func(string) bool {
	return func(source string) bool { return strings.EqualFold(source, keyword) }
}

// allowsScript reports whether sources allow a script element of the document.
func (w *wholeDocument) allowsScript(sources []string, tag *goquery.Selection) bool {
	if w.allowsNonce(sources, tag) {
		return true
	}
	if hashes := strings.Fields(attr(tag, "integrity")); len(hashes) > 0 && !slices.ContainsFunc(hashes, func(hash string) bool {
		return !slices.Contains(sources, "'"+hash+"'")
	}) {
		return true
	}
	if slices.ContainsFunc(sources, isKeyword("'strict-dynamic'")) {
		return false
	}
	src, sameOrigin := w.resolve(attr(tag, "src"))
	return !sameOrigin || allowsURL(sources, src) // a test has not loaded that of another site
}

func (w *wholeDocument) allowsNonce(sources []string, tag *goquery.Selection) bool {
	nonce := attr(tag, "nonce")
	return nonce != "" && slices.Contains(sources, "'nonce-"+nonce+"'")
}

// allowsModule reports whether sources, which allow the client script, allow the module at url, which the
// script adds to the document with its own nonce, and without an integrity attribute.
func (w *wholeDocument) allowsModule(sources []string, tag *goquery.Selection, url string) bool {
	return w.allowsNonce(sources, tag) || slices.ContainsFunc(sources, isKeyword("'strict-dynamic'")) || allowsURL(sources, url)
}

// allowsURL reports whether sources allow a URL of the site.
func allowsURL(sources []string, url string) bool {
	path, _, _ := strings.Cut(url, "?")
	return slices.ContainsFunc(sources, func(source string) bool {
		source = strings.ToLower(source)
		return source == "'self'" || source == "*" || source == "http:" || matchesSite(source, path)
	})
}

// allowsWebSocket reports whether sources allow a WebSocket to the site. Those that name the scheme of
// WebSockets do: the host may be that of the application when it is deployed. A host without this scheme does
// not.
func allowsWebSocket(sources []string) bool {
	return slices.ContainsFunc(sources, func(source string) bool {
		source = strings.ToLower(source)
		return source == "'self'" || source == "*" || strings.HasPrefix(source, "ws:") || strings.HasPrefix(source, "wss:")
	})
}

// allowsRecheck reports whether sources allow a GET of a page of the site. Those with a host do, unless they
// name the scheme of WebSockets.
func allowsRecheck(sources []string) bool {
	return slices.ContainsFunc(sources, func(source string) bool {
		source = strings.ToLower(source)
		isWebSocket := strings.HasPrefix(source, "ws:") || strings.HasPrefix(source, "wss:")
		return source == "'self'" || source != "" && source[0] != '\'' && !isWebSocket
	})
}

// matchesSite reports whether a source with a host is the site, and has the path, if any.
func matchesSite(source, path string) bool {
	_, host, _ := strings.Cut(origin, "://")
	rest, ok := strings.CutPrefix(strings.TrimPrefix(source, "http://"), host)
	if !ok {
		return false
	}
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, ":80"), ":*")
	switch {
	case rest == "" || rest == "/":
		return true
	case strings.HasSuffix(rest, "/"):
		return strings.HasPrefix(strings.ToLower(path), rest)
	}
	return strings.ToLower(path) == rest
}
