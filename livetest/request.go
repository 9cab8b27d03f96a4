package livetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/testhook"
)

// maxRedirects is the number of redirects that a browser follows.
const maxRedirects = 20

// A response is the last response to a request for a document.
type response struct {
	*http.Response
	method   string
	url      string // path and query
	body     []byte
	leftFor  string // where it redirects to, if that is not followed
	mounts   int64  // number of views that were mounted for it
	requests int    // number of requests: more than one after redirects
}

// A requestBody is the body of a POST. It is empty for a GET.
type requestBody struct{ contentType, data string }

// fetch requests a document like a browser, with cookies and following redirects. referrer is the URL of
// the page that leads there, or "". mounts returns the number of views that were mounted.
func (s *site) fetch(
	hooks *testhook.Hooks, mounts func() int64, method, url, referrer string, body requestBody,
) (*response, error) {
	ctx := testhook.NewContext(context.Background(), hooks)
	req, err := http.NewRequestWithContext(ctx, method, origin+url, strings.NewReader(body.data))
	if err != nil {
		return nil, err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", body.contentType)
		req.Header.Set("Origin", origin)
	}
	if req.Header.Set("Sec-Fetch-Site", "none"); referrer != "" {
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.Set("Referer", origin+referrer)
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Sec-Fetch-Dest", "document")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	r, before := &response{requests: 1}, mounts()
	browser := *s.client
	browser.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fmt.Errorf("more than %d redirects", maxRedirects)
		}
		to, sameOrigin := resolveURL("/", next.URL.String())
		if !sameOrigin || !s.followsLinks {
			r.leftFor = to
			return http.ErrUseLastResponse
		}
		before = mounts()
		r.requests++
		return nil
	}
	if err := r.send(&browser, req); err != nil {
		return nil, err
	}
	r.mounts = mounts() - before
	return r, nil
}

// fetchPage requests a page like the client, which shows it in the document of another one: without following
// redirects. version is the content of the meta element live-page of the page at referrer, and sticky has the keys of
// the sticky views that are shown, with escapes.
func (s *site) fetchPage(
	hooks *testhook.Hooks, mounts func() int64, to, referrer, version string, sticky []string,
) (*response, error) {
	req, err := http.NewRequestWithContext(testhook.NewContext(context.Background(), hooks), http.MethodGet, origin+to, nil)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Accept": "*/*", "Live-Navigate": version, "Referer": origin + referrer,
		"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "same-origin", "Sec-Fetch-Site": "same-origin",
	} {
		req.Header.Set(name, value)
	}
	if len(sticky) > 0 {
		req.Header.Set("Live-Sticky", strings.Join(sticky, ","))
	}
	browser := *s.client
	browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	r, before := &response{requests: 1}, mounts()
	if err := r.send(&browser, req); err != nil {
		return nil, err
	}
	r.mounts = mounts() - before
	return r, nil
}

// send sends a request, and reads the response.
func (r *response) send(browser *http.Client, req *http.Request) (err error) {
	if r.Response, err = browser.Do(req); err != nil {
		return err
	}
	defer r.Body.Close()
	if r.body, err = io.ReadAll(r.Body); err != nil {
		return fmt.Errorf("read the response: %w", err)
	}
	r.method, r.url = r.Request.Method, r.Request.URL.RequestURI()
	return nil
}

// mediaType returns the media type of a response, without parameters.
func mediaType(h http.Header) string {
	t, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return t
}

// isHTML reports whether a browser parses the body as HTML.
func (r *response) isHTML() bool { return mediaType(r.Header) == "text/html" }

// keepsPage reports whether a browser stays on the page that it shows: the response has no document, or
// is saved as a file.
func (r *response) keepsPage() bool {
	disposition, _, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
	isFile := r.Header.Get("Content-Disposition") != "" && (err != nil || disposition != "inline")
	return isFile || r.StatusCode == http.StatusNoContent || r.StatusCode == http.StatusResetContent
}

// dialWebSocket opens the WebSocket of the page at a URL.
func (s *site) dialWebSocket(hooks *testhook.Hooks, url string) (client.Conn, error) {
	ws, res, err := client.Dial(testhook.NewContext(context.Background(), hooks), s.client, origin, url, nil)
	if res != nil && err != nil {
		err = fmt.Errorf("%w: %w", err, &synthetic.StatusError{Code: res.StatusCode})
	}
	return ws, err
}

// handshakeStatus returns the status with which a server responded instead of opening a WebSocket, or 0.
func handshakeStatus(err error) int {
	if status, ok := errors.AsType[*synthetic.StatusError](err); ok {
		return status.Code
	}
	return 0
}

// isWebURL reports whether a URL of another site is one that a browser loads.
func isWebURL(to string) bool {
	u, err := url.Parse(strings.TrimSpace(to))
	return err == nil && (u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https")
}

// resolveURL resolves a link on a page of the site. It reports false, and returns the URL, if the link
// leads to another site.
func resolveURL(base, href string) (string, bool) {
	from, err := url.Parse(origin)
	if err != nil {
		return "", false
	}
	if from, err = from.Parse(base); err != nil {
		return href, false
	}
	u, err := from.Parse(strings.TrimSpace(href))
	if err != nil || u.Scheme+"://"+u.Host != origin {
		return href, false
	}
	u.ForceQuery = false // browsers do not distinguish an empty query from none
	return u.RequestURI(), true
}
