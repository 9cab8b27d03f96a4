package live

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// Navigate takes the browser to another page of this server: a path, with a query if need be. The error says that it is no
// such path.
func (s *Socket) Navigate(path string) error {
	if !isLocalPath(path) {
		return fmt.Errorf("live: navigate to %q: not a path on this server", path)
	}
	s.leavePage(path)
	return nil
}

// Redirect takes the browser to a path or to an http or https URL. During the GET it answers with 303. The error says that
// it is no such URL.
func (s *Socket) Redirect(to string) error {
	if !isLocalPath(to) && !isHTTPURL(to) {
		return fmt.Errorf("live: redirect to %q: not a path, http or https", to)
	}
	s.leavePage(to)
	return nil
}

func (s *Socket) leavePage(to string) {
	p := s.inst.prog
	if p.redirect == "" {
		p.redirect = to
		p.ses.Effect(wire.Navigate(to))
	}
}

// Patch changes the page's query to q, a struct, adds the address to the browser's history, and runs OnParams of the
// page's view. The error is that handler's.
func (s *Socket) Patch(q any) error { return s.patch(q, false) }

// Replace is Patch in the place of the current history entry.
func (s *Socket) ReplacePatch(q any) error { return s.patch(q, true) }

func (s *Socket) patch(q any, replace bool) error {
	p := s.inst.prog
	to := *p.url
	to.RawQuery = string(codec.AppendQuery(nil, q))
	p.url = &to
	p.ses.Effect(wire.Patch(to.RequestURI(), replace))
	return p.handleParams()
}

// isLocal says whether to is an absolute path on this server, to a browser too: it takes a backslash for a slash, and drops tabs and
// line breaks before it looks for "//".
func isLocalPath(to string) bool {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || hasUnsafeChars(to) {
		return false
	}
	u, err := url.Parse(to)
	return err == nil && u.Host == "" && u.Scheme == ""
}

// isWeb says whether to is a whole http or https URL.
func isHTTPURL(to string) bool {
	u, err := url.Parse(to)
	return err == nil && !hasUnsafeChars(to) && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

func hasUnsafeChars(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f })
}
