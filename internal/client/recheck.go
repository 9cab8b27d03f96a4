package client

import (
	"context"
	"net/http"
	"strconv"

	"github.com/lively-go/lively/internal/wire"
)

// SendRecheck sends the GET that a recheck asks for, with the cookies and the Transport of browser, for
// a URL of a site. It returns the reply for the server. It reports false if the response proves
// nothing, as when the server is busy; there is no reply then. There is no proxy between this client
// and the server, so that the response is believed at once.
func SendRecheck(ctx context.Context, browser *http.Client, origin, url, nonce string) (wire.RecheckReply, bool) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, origin+url, nil)
	if err != nil {
		return wire.RecheckReply{}, false
	}
	r.Header.Set("Live-Recheck", nonce)
	r.Header.Set("Sec-Fetch-Dest", "empty")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	direct := *browser
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := direct.Do(r)
	if err != nil {
		return wire.RecheckReply{}, false
	}
	_ = res.Body.Close()
	status := res.StatusCode
	if marked, err := strconv.Atoi(res.Header.Get("Live-Status")); err == nil {
		status = marked
	}
	seal := res.Header.Get("Live-Recheck")
	return wire.RecheckReply{Seal: seal}, seal != "" || isRefusal(status)
}

// isRefusal reports whether a status says that the page is not for this user.
func isRefusal(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return true
	}
	return 300 <= status && status < 400
}
