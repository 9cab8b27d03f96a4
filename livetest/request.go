package livetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// load loads the page at a URL. A page that is not live has no client.
func (s *site) load(hooks *testhook.Hooks, method, url, form string) (*loadedPage, error) {
	body, url, err := s.fetch(hooks, method, url, form)
	if err != nil {
		return nil, err
	}
	page, err := client.ParsePage(url, body)
	if errors.Is(err, client.ErrNotLive) {
		return &loadedPage{clock: s.clock, url: url, body: body}, nil
	}
	c, err := client.New(page)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w\n%s", url, err, page.HTML)
	}
	c.Info = wire.Client{TimeZone: "Europe/Berlin", Language: "en", Width: 1280, Height: 800}
	c.Recheck = func(nonce string) (wire.RecheckReply, bool) {
		return client.SendRecheck(testhook.NewContext(context.Background(), hooks), s.client, origin, c.URL(), nonce)
	}
	return &loadedPage{clock: s.clock, url: url, body: body, client: c}, nil
}

// fetch requests a document like a browser, with cookies and following redirects. form is the body of
// a POST. finalURL is the URL after redirects.
func (s *site) fetch(hooks *testhook.Hooks, method, url, form string) (body []byte, finalURL string, err error) {
	req, err := http.NewRequestWithContext(testhook.NewContext(context.Background(), hooks), method, origin+url, strings.NewReader(form))
	if err != nil {
		return nil, "", err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", origin)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Sec-Fetch-Dest", "document")
	req.Header.Set("Sec-Fetch-Mode", "navigate")
	res, err := s.client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(res.Body); err != nil {
		return nil, "", fmt.Errorf("read the response: %w", err)
	}
	if finalURL = res.Request.URL.RequestURI(); res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s\n%s", res.Request.Method, finalURL, res.Status, body)
	}
	return body, finalURL, err
}

// dialWebSocket opens the WebSocket of the page at a URL.
func (s *site) dialWebSocket(hooks *testhook.Hooks, url string) (client.Conn, error) {
	ws, res, err := client.Dial(testhook.NewContext(context.Background(), hooks), s.client, origin, url, nil)
	if res != nil && err != nil {
		err = fmt.Errorf("%w: %w", err, &synthetic.StatusError{Code: res.StatusCode})
	}
	return ws, err
}

// resolveURL resolves a link on a page of the site. It reports false, and returns href, if the link
// leads to another site.
func resolveURL(pageURL, href string) (string, bool) {
	base, err := url.Parse(origin + pageURL)
	if err != nil {
		return "", false
	}
	u, err := base.Parse(href)
	if err != nil || u.Scheme+"://"+u.Host != origin {
		return href, false
	}
	u.ForceQuery = false // browsers do not distinguish an empty query from none
	return u.RequestURI(), true
}
