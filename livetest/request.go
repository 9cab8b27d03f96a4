package livetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/websocket"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/synthetic"
	"github.com/lively-go/lively/internal/testhook"
	"github.com/lively-go/lively/internal/wire"
)

// open loads the page at a URL and joins its session. A page that is not live has no client.
func (s *site) load(hooks *testhook.Hooks, method, url, form string) (*loadedPage, error) {
	body, at, err := s.fetch(hooks, method, url, form)
	if err != nil {
		return nil, err
	}
	page, err := client.ParsePage(at, body)
	if errors.Is(err, client.ErrNotLive) {
		return &loadedPage{clock: s.clock, url: at, body: body}, nil
	}
	c, err := client.New(page)
	if err != nil {
		return nil, fmt.Errorf("GET %s: %w\n%s", at, err, page.HTML)
	}
	c.Info = wire.Client{TimeZone: "Europe/Berlin", Language: "en", Width: 1280, Height: 800}
	return &loadedPage{clock: s.clock, url: at, body: body, client: c}, nil
}

// request loads a page as a browser does: with cookies, and along redirects. form is what a POST sends. at is where it ended.
func (s *site) fetch(hooks *testhook.Hooks, method, url, form string) (body []byte, finalURL string, err error) {
	req, err := http.NewRequestWithContext(testhook.With(context.Background(), hooks), method, origin+url, strings.NewReader(form))
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
		return nil, "", fmt.Errorf("read the answer: %w", err)
	}
	if finalURL = res.Request.URL.RequestURI(); res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s\n%s", res.Request.Method, finalURL, res.Status, body)
	}
	return body, finalURL, err
}

// dial opens the websocket of the page at a URL.
func (s *site) dialWebSocket(hooks *testhook.Hooks, url string) (*websocket.Conn, error) {
	d := websocket.Dialer{NetDialContext: s.dial, Jar: s.client.Jar, Subprotocols: []string{wire.Protocol}}
	ws, res, err := d.DialContext(testhook.With(context.Background(), hooks), "ws"+origin[len("http"):]+url, http.Header{"Origin": {origin}})
	if err != nil {
		if res != nil {
			err = fmt.Errorf("%w: %w", err, &synthetic.Status{Code: res.StatusCode})
		}
		return nil, fmt.Errorf("open a websocket at %s: %w", url, err)
	}
	return ws, nil
}

// resolve is where a link on the page at leads to; false: away from the site.
func resolveURL(pageURL, href string) (string, bool) {
	base, err := url.Parse(origin + pageURL)
	if err != nil {
		return "", false
	}
	u, err := base.Parse(href)
	if err != nil || u.Scheme+"://"+u.Host != origin {
		return href, false
	}
	u.ForceQuery = false // browsers tell no difference between ? and none
	return u.RequestURI(), true
}
