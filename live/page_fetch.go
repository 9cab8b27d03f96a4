package live

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/lively-go/lively/js"
)

// Headers by which the client fetches the next page, to show it in the document that it has.
const (
	stickyHeader   = "Live-Sticky"   // of the request: the keys of the sticky views that are shown
	navigateHeader = "Live-Navigate" // of the request: the content of the meta element live-page of the page that is shown
	pageHeader     = "Live-Page"     // of the response: likewise, of the page in it
	locationHeader = "Live-Location" // of the response: the URL to which the client must go instead
)

// A pageFetch is a request by which the client fetches the next page. It is used by the goroutine of the request.
type pageFetch struct {
	version string   // of the page that is shown
	node    string   // that has its session
	sticky  []string // keys of the sticky views that are shown
	page    string   // content of the meta element live-page of the response; "" if it has none
	reload  string   // path and query of the document that the client must load instead; "" if it need not
}

type pageFetchKey struct{}

// newPageFetch returns the pageFetch of r, or nil if r is none. Another site cannot send one.
func newPageFetch(r *http.Request) *pageFetch {
	tag := r.Header.Get(navigateHeader)
	if tag == "" || r.Method != http.MethodGet || isRecheck(r) {
		return nil
	}
	for _, site := range r.Header["Sec-Fetch-Site"] {
		if site != "same-origin" {
			return nil
		}
	}
	f := &pageFetch{version: tag}
	if i := strings.LastIndexByte(tag, '.'); i >= 0 {
		f.version, f.node = tag[:i], tag[i+1:]
	}
	for key := range strings.SplitSeq(r.Header.Get(stickyHeader), ",") {
		if key, err := url.PathUnescape(strings.TrimSpace(key)); err == nil && key != "" {
			f.sticky = append(f.sticky, key)
		}
	}
	return f
}

func pageFetchFrom(ctx context.Context) *pageFetch {
	f, _ := ctx.Value(pageFetchKey{}).(*pageFetch)
	return f
}

// refuse answers a fetch of a page that cannot be shown in the document of the other one, because they differ in
// what only a document load changes. It reports false if the page can be shown.
func (f *pageFetch) refuse(w http.ResponseWriter, r *http.Request, srv *Server) bool {
	if f.version == srv.pageVersion(w.Header()) {
		return false
	}
	f.reload = srv.pageURL(r).RequestURI()
	w.WriteHeader(http.StatusNoContent)
	return true
}

// complete changes the header of the router's response, and returns the status to write. A script can neither
// follow a redirect to another origin nor see where a redirect leads.
func (f *pageFetch) complete(h http.Header, status int) int {
	location := h.Get("Location")
	h.Del(pageHeader)
	h.Del(locationHeader)
	switch {
	case f == nil:
	case f.reload != "" && status == http.StatusNoContent:
		h.Set(locationHeader, f.reload)
		h.Set("Cache-Control", "no-store")
	case isRedirect(status) && location != "":
		removeBodyHeaders(h)
		h.Set(locationHeader, location)
		h.Set("Cache-Control", "no-store")
		status = http.StatusNoContent
	case f.page != "" && status == http.StatusOK:
		h.Set(pageHeader, f.page)
	}
	addVary(h, navigateHeader)
	return status
}

// isRedirect reports whether browsers follow the Location of a response with this status.
func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect:
		return true
	}
	return false
}

// canBeAdopted reports whether a browser may join the page that is rendered for r on this node, given the status of the
// response. A client that has fetched a page with another status than 200 loads its document.
func (srv *Server) canBeAdopted(r *http.Request, status int) bool {
	f := pageFetchFrom(r.Context())
	return isNavigation(r) && (f == nil || f.node == srv.node && status == http.StatusOK)
}

// livePage returns the content of the meta element live-page: the version of the page and the tag of this node.
func (srv *Server) livePage(h http.Header) string { return srv.pageVersion(h) + "." + srv.node }

// pageVersion returns what two pages must have in common so that one can be shown in the document of the other:
// the client, the tracked assets of the application, and the policy that the header of the response sets.
func (srv *Server) pageVersion(h http.Header) string {
	return js.Hash + "." + srv.assetsVersion() + "." + policyVersion(h)
}

// assetsVersion identifies the content of the static files, and is empty if there are none.
func (srv *Server) assetsVersion() string {
	if srv.Assets == nil {
		return ""
	}
	return srv.Assets.version()
}

// policyHeaders are the headers of a document that stay in force when another page is shown in it.
var policyHeaders = [...]string{
	"Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy",
	"Referrer-Policy",
}

var nonce = regexp.MustCompile(`'nonce-[^']*'`)

// policyVersion returns a hash of the policy in a header, without nonces, or "" if there is none.
func policyVersion(h http.Header) string {
	var policy []byte
	for _, name := range policyHeaders {
		for _, value := range h[name] {
			policy = append(policy, name+": "+nonce.ReplaceAllString(value, "'nonce'")+"\n"...)
		}
	}
	if policy == nil {
		return ""
	}
	sum := sha256.Sum256(policy)
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}

// addVary adds name to the header Vary, unless that has it.
func addVary(h http.Header, name string) {
	if !slices.Contains(h["Vary"], name) {
		h.Add("Vary", name)
	}
}
