package live

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/lively-go/lively/internal/token"
	"github.com/lively-go/lively/internal/wire"
)

const (
	setCookieTime      = 30 * time.Second // in which the browser must ask for a cookie
	maxSetCookieLength = 4096             // bytes of the header of a cookie: browsers store no more
)

// A sealedCookie is what the browser carries back to the server, which then sets the cookie.
type sealedCookie struct {
	Line    string `json:"line"`              // of the header Set-Cookie
	Browser string `json:"browser,omitempty"` // value of another cookie of the browser; "" if that remains
}

// sharedCookies are the cookies that the views of a document set.
type sharedCookies struct {
	mu      sync.Mutex
	waiting []*http.Cookie // that were set before the join
	browser cookieHash     // of the cookie of the browser then; zero if that remains
}

// SetCookie sets a cookie of the browser, such as one that logs a user in. Its name must be in [Server.Cookies].
//
// During the GET or POST, the cookie is part of the response. Later, the client asks the server for it, with a request that
// does not reach [Server.Handler]; a navigation that follows waits for that. Requests and joins after it have the
// cookie, but the page itself continues with the [Socket.Context] that it has: navigate to see the page of the user who
// has logged in. If the cookie is HttpOnly, it may log a user in or out, and other open pages of the browser are treated
// as [Server.Identity] describes.
//
// What the client receives is encrypted, valid for 30 seconds, for this browser, and once on each node. SetCookie does
// not wait for the browser: the cookie is not set if the connection is lost for longer.
//
// SetCookie returns an error if c is not valid, or too long; if browsers ignore it, because it lacks what its prefix
// __Host- or __Secure- or SameSite=None requires; if its name is not in Server.Cookies; or if the browser stores no cookies.
func (s *Socket) SetCookie(c *http.Cookie) error {
	if err := s.misused("Socket.SetCookie"); err != nil {
		return err
	}
	p := s.inst.prog
	if err := p.srv.checkCookie(c); err != nil {
		return fmt.Errorf("live: SetCookie: %w", err)
	}
	if p.top.cookie != (cookieHash{}) {
		p.sendCookie(c)
		return nil
	}
	if p.joined {
		return errors.New("live: SetCookie: the browser stores no cookies")
	}
	shared := p.sharedCookies()
	shared.mu.Lock()
	defer shared.mu.Unlock()
	shared.waiting = append(shared.waiting, c)
	return nil
}

// sharedCookies returns the cookies that the views of the document of p set.
func (p *program) sharedCookies() *sharedCookies {
	shared := &p.document().cookies
	if shared.Load() == nil {
		shared.CompareAndSwap(nil, new(sharedCookies))
	}
	return shared.Load()
}

// existingCookies is like sharedCookies, but returns nil if there are none.
func (p *program) existingCookies() *sharedCookies {
	if shared := p.top.shared.Load(); shared != nil {
		return shared.cookies.Load()
	}
	return nil
}

// checkCookie returns an error if a view may not set c, or browsers ignore it.
func (srv *Server) checkCookie(c *http.Cookie) error {
	if err := c.Valid(); err != nil {
		return err
	}
	name := c.Name
	isHost := strings.HasPrefix(strings.ToLower(name), "__host-")
	switch {
	case !slices.Contains(srv.Cookies, name):
		return fmt.Errorf("the name %q is not in Server.Cookies", name)
	case len(c.String()) > maxSetCookieLength:
		return fmt.Errorf("cookie %q has more than %d bytes", name, maxSetCookieLength)
	case isHost && (!c.Secure || c.Path != "/" || c.Domain != ""):
		return fmt.Errorf("cookie %q needs Secure, the path / and no domain", name)
	case strings.HasPrefix(strings.ToLower(name), "__secure-") && !c.Secure, c.SameSite == http.SameSiteNoneMode && !c.Secure:
		return fmt.Errorf("cookie %q needs Secure", name)
	}
	return nil
}

// sendCookie makes the client ask for c. The page must have joined.
func (p *program) sendCookie(c *http.Cookie) {
	sealed := sealedCookie{Line: c.String()}
	if c.HttpOnly {
		sealed.Browser = rand.Text()
	}
	data, err := json.Marshal(sealed)
	if err != nil {
		return // it holds nothing that cannot be encoded
	}
	text, _ := cookieSealer(p.browserAfterCookies()).Seal(p.srv.Secret, data, time.Now().Add(setCookieTime))
	if sealed.Browser != "" {
		shared := p.sharedCookies()
		shared.mu.Lock()
		shared.browser = hashCookie(sealed.Browser)
		shared.mu.Unlock()
	}
	p.top.ses.AddEffect(wire.Cookie(text))
	if p.host != nil {
		p.top.ses.Page.Post(func() {}) // its runner sends the effect
	}
}

// sendCookies makes the client ask for the cookies that were set before the page has joined, but after its response. It
// must be called by the join.
func (p *program) sendCookies() {
	if p.cookie == (cookieHash{}) {
		return
	}
	for _, c := range p.existingCookies().take() {
		p.sendCookie(c)
	}
}

// take returns the cookies that wait. s may be nil.
func (s *sharedCookies) take() []*http.Cookie {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := s.waiting
	s.waiting = nil
	return waiting
}

// setCookies sets the cookies of the views of p in the response to its request.
func (p *program) setCookies(w http.ResponseWriter) {
	for _, c := range p.existingCookies().take() {
		http.SetCookie(w, c)
	}
}

// browserAfterCookies returns the hash of the cookie of the browser after those that the views have set.
func (p *program) browserAfterCookies() cookieHash {
	if shared := p.existingCookies(); shared != nil {
		shared.mu.Lock()
		defer shared.mu.Unlock()
		if shared.browser != (cookieHash{}) {
			return shared.browser
		}
	}
	return p.top.cookie
}

func cookieSealer(browser cookieHash) token.Sealer {
	return token.Sealer{Purpose: "cookie", Browser: browser[:]}
}
