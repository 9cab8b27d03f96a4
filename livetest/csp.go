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

// policyProblem returns what a policy of the document forbids the client.
func (w *wholeDocument) policyProblem() string {
	for _, value := range w.res.Header.Values("Content-Security-Policy") {
		for _, p := range parsePolicies(value) {
			if problem := w.sandboxProblem(p); problem != "" {
				return problem
			}
			if problem := w.sourceProblem(p); problem != "" {
				return problem
			}
		}
	}
	for _, e := range w.dom.Find("head meta[http-equiv][content]").EachIter() {
		if !strings.EqualFold(attr(e, "http-equiv"), "Content-Security-Policy") {
			continue
		}
		for _, p := range parsePolicies(attr(e, "content")) {
			if problem := w.sourceProblem(p); problem != "" {
				return problem
			}
		}
	}
	return ""
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
	if name, sources, ok := p.sources("script-src-elem", "script-src", "default-src"); ok && !w.allowsScript(sources, tag) {
		return fmt.Sprintf("its Content-Security-Policy %s %s forbids the client script: add 'self', or 'nonce-…' with templ.WithNonce:\n  %s",
			name, strings.Join(sources, " "), startTag(tag))
	}
	if name, sources, ok := p.sources("connect-src", "default-src"); ok && !allowsWebSocket(sources) {
		return fmt.Sprintf("its Content-Security-Policy %s %s forbids the WebSocket: add connect-src 'self'", name, strings.Join(sources, " "))
	}
	if names, ok := p["trusted-types"]; ok && slices.ContainsFunc(p["require-trusted-types-for"], isKeyword("'script'")) &&
		!slices.Contains(names, "lively") && !slices.Contains(names, "*") {
		return "its Content-Security-Policy requires Trusted Types and does not allow the policy of the client: add lively to trusted-types"
	}
	return ""
}

func isKeyword(keyword string) func(string) bool {
	return func(source string) bool { return strings.EqualFold(source, keyword) }
}

// allowsScript reports whether sources allow a script element of the document.
func (w *wholeDocument) allowsScript(sources []string, tag *goquery.Selection) bool {
	if nonce := attr(tag, "nonce"); nonce != "" && slices.Contains(sources, "'nonce-"+nonce+"'") {
		return true
	}
	for token := range strings.FieldsSeq(attr(tag, "integrity")) {
		if slices.Contains(sources, "'"+token+"'") {
			return true
		}
	}
	if slices.ContainsFunc(sources, isKeyword("'strict-dynamic'")) {
		return false
	}
	src, sameOrigin := w.resolve(attr(tag, "src"))
	if !sameOrigin {
		return true // a test has not loaded it
	}
	path, _, _ := strings.Cut(src, "?")
	return slices.ContainsFunc(sources, func(source string) bool {
		source = strings.ToLower(source)
		return source == "'self'" || source == "*" || source == "http:" || matchesSite(source, path)
	})
}

// allowsWebSocket reports whether sources allow a WebSocket to the site. Those that name the scheme of
// WebSockets do: the host may be that of the application when it is deployed.
func allowsWebSocket(sources []string) bool {
	return slices.ContainsFunc(sources, func(source string) bool {
		source = strings.ToLower(source)
		return source == "'self'" || source == "*" || strings.HasPrefix(source, "ws:") || strings.HasPrefix(source, "wss:") || matchesSite(source, "")
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
