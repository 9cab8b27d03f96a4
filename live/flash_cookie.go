package live

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

// flashCookiePrefix begins the names of the cookies with the flash messages of an earlier page. Random characters
// follow, so that the messages of two tabs that navigate at the same time do not replace each other. Over HTTPS, the
// name begins with __Host-.
const flashCookiePrefix = "live-flash-"

const (
	flashCookieTime = 30 * time.Second // in which the next page must be requested
	maxFlashCookie  = 3_800            // bytes of a value: browsers store 4 KB
	maxFlashCookies = 10               // of a request that are read
)

// A carriedFlash is a flash message in a cookie.
type carriedFlash struct {
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Key   string `json:"key,omitempty"`
	Time  *int64 `json:"ms,omitempty"`
	Label string `json:"label,omitempty"`
	Event string `json:"event,omitempty"`
}

// flashCookie returns a cookie with messages for the next page of the browser, or nil if there are none. Of more than
// 4 KB, the oldest messages are omitted.
func (srv *Server) flashCookie(messages wire.Flashes, browser cookieHash, isSecure bool) *http.Cookie {
	var carried []carriedFlash
	for _, m := range messages {
		carried = append(carried, carriedFlash{m.Kind, m.Text, m.Key, m.Time, m.Label, m.Event})
	}
	for ; len(carried) > 0; carried = carried[1:] {
		data, err := json.Marshal(carried)
		if err != nil {
			return nil // it holds nothing that cannot be encoded
		}
		value, _ := flashSealer(browser).Seal(srv.Secret, data, time.Now().Add(flashCookieTime))
		if len(value) <= maxFlashCookie {
			return newFlashCookie(flashCookiePrefix+rand.Text()[:8], value, isSecure)
		}
	}
	return nil
}

// newFlashCookie returns a cookie for messages. Scripts may read it, because the client sets it for the messages of a
// connected page: what it holds is encrypted.
func newFlashCookie(name, value string, isSecure bool) *http.Cookie {
	if isSecure {
		name = "__Host-" + name
	}
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(flashCookieTime / time.Second),
		SameSite: http.SameSiteLaxMode, Secure: isSecure,
	}
}

func flashSealer(browser cookieHash) token.Sealer {
	return token.Sealer{Purpose: "flash", Browser: browser[:]}
}

// carryFlashes sets a cookie with messages for the page to which the response redirects.
func (srv *Server) carryFlashes(w http.ResponseWriter, r *http.Request, messages wire.Flashes) {
	if len(messages) == 0 {
		return
	}
	browser := browserCookieAfter(w, r)
	if browser == "" {
		browser = ensureBrowserCookie(w, r)
	}
	if c := srv.flashCookie(messages, hashCookie(browser), isHTTPS(r)); c != nil {
		http.SetCookie(w, c)
	}
}

// flashCookies returns the cookies of r with messages.
func flashCookies(r *http.Request) (cookies []*http.Cookie) {
	for _, c := range r.Cookies() {
		if isFlashCookie(c.Name) && len(cookies) < maxFlashCookies {
			cookies = append(cookies, c)
		}
	}
	return cookies
}

func isFlashCookie(name string) bool {
	return strings.HasPrefix(strings.TrimPrefix(name, "__Host-"), flashCookiePrefix)
}

// takeCarried returns the messages of earlier pages for the page that is served to r, and clears their cookies. Each
// message is returned once, also if two requests have the same cookie.
func (srv *Server) takeCarried(w http.ResponseWriter, r *http.Request) (messages wire.Flashes) {
	if !showsFlashes(r) {
		return nil
	}
	sealer := flashSealer(hashCookie(browserCookie(r)))
	for _, c := range flashCookies(r) {
		isSecure := strings.HasPrefix(c.Name, "__Host-")
		cleared := newFlashCookie(strings.TrimPrefix(c.Name, "__Host-"), "", isSecure)
		cleared.MaxAge = -1
		http.SetCookie(w, cleared)
		data, id, ok := sealer.Open(srv.secrets.verify, c.Value, time.Now())
		var carried []carriedFlash
		if !ok || !srv.usedSeals.add(id, time.Now()) || json.Unmarshal(data, &carried) != nil {
			continue
		}
		for _, m := range carried {
			options := wire.FlashOptions{Key: m.Key, Time: m.Time, Label: m.Label, Event: m.Event}
			messages.Show(wire.FlashMessage{Kind: m.Kind, Text: m.Text, FlashOptions: options})
		}
	}
	return messages
}

// showsFlashes reports whether the response to r shows messages of earlier pages, if it is a page.
func showsFlashes(r *http.Request) bool {
	if syntheticGetFrom(r.Context()) != nil || isRecheck(r) || r.Header.Get("Live-Prefetch") != "" {
		return false
	}
	return isNavigation(r) || r.Method == http.MethodGet && r.Header.Get("Live-Navigate") != ""
}

// showCarried shows the messages of earlier pages in p. A button remains if the view of p handles its event.
func (srv *Server) showCarried(w http.ResponseWriter, r *http.Request, p *program) {
	if pageFetchFrom(r.Context()) != nil && p.setsStatus() {
		return // the browser loads the document next
	}
	for _, m := range srv.takeCarried(w, r) {
		if m.Event != "" {
			name, _, _ := strings.Cut(m.Event, "?")
			if _, ok := p.root.events().find(name); ok {
				m.Component = &p.root.num
			} else {
				m.Label, m.Event = "", ""
			}
		}
		p.flash(m)
	}
}

// moveFlashes seals the messages of the request and of its response again, for a browser whose cookie the response
// replaces.
func (srv *Server) moveFlashes(w http.ResponseWriter, r *http.Request, browser string) {
	from, to := flashSealer(hashCookie(cmp.Or(browserCookieAfter(w, r), browserCookie(r)))), flashSealer(hashCookie(browser))
	cookies := map[string]*http.Cookie{}
	for _, c := range flashCookies(r) {
		cookies[c.Name] = c
	}
	for _, line := range w.Header()["Set-Cookie"] {
		if c, err := http.ParseSetCookie(line); err == nil && isFlashCookie(c.Name) {
			cookies[c.Name] = c // one that is cleared has no value
		}
	}
	for name, c := range cookies {
		if data, _, ok := from.Open(srv.secrets.verify, c.Value, time.Now()); ok {
			value, _ := to.Seal(srv.Secret, data, time.Now().Add(flashCookieTime))
			secure := strings.HasPrefix(name, "__Host-")
			http.SetCookie(w, newFlashCookie(strings.TrimPrefix(name, "__Host-"), value, secure))
		}
	}
}
