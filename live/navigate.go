package live

import (
	"fmt"
	"net/url"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/target"
	"github.com/lively-go/lively/internal/wire"
)

// Navigate shows another page of this server in the browser, as a link of the function [Navigate] does: a live page
// without loading a document. It returns an error unless path is an absolute path, with an optional query and
// fragment, as the browser sees it: with [Server.Prefix]. During the GET, the response is a redirect with status 303.
//
// Until the browser shows the other page, events of this one, of its nested views and of sticky views are not
// handled: they end as stale, so that a second click does not order twice. Further navigations are ignored.
// That ends when the user returns to the page, or after ten seconds: the browser may have stayed, for
// example because the path is that of a download.
func (s *Socket) Navigate(path string) error {
	if !target.IsLocal(path) {
		return fmt.Errorf("live: Navigate to %q: not a path on this server", path)
	}
	return s.leavePage("Socket.Navigate", path)
}

// Redirect is like Navigate but also accepts an absolute http or https URL.
func (s *Socket) Redirect(to string) error {
	if !target.IsLocal(to) && !isHTTPURL(to) {
		return fmt.Errorf("live: Redirect to %q: not a path or an http or https URL", to)
	}
	return s.leavePage("Socket.Redirect", to)
}

// leavePage sends a navigation to the browser, unless one was sent already.
func (s *Socket) leavePage(method, to string) error {
	if err := s.misused(method); err != nil {
		return err
	}
	p := s.inst.prog
	if p.depart(to) {
		p.top.ses.AddEffect(wire.Navigate(to, p.departingFlashes(to)))
		if p.host != nil {
			p.top.ses.Page.Post(func() {}) // its runner sends the effect
		}
	}
	return nil
}

// Patch changes the query string of the page's URL to q, a struct, and adds the URL to the
// browser's history. The handler of [OnParams], if there is one, is called after the current
// handler returns. It may call Patch again, at most ten times in a row. Patch returns an error if
// the URL would be longer than 8 KB, if it is called outside of a handler, or in a nested view.
func (s *Socket) Patch(q any) error { return s.patch("Socket.Patch", q, false) }

// ReplacePatch is like Patch but replaces the current entry of the history.
func (s *Socket) ReplacePatch(q any) error { return s.patch("Socket.ReplacePatch", q, true) }

func (s *Socket) patch(method string, q any, replace bool) error {
	if err := s.misused(method); err != nil {
		return err
	}
	p := s.inst.prog
	if p.host != nil {
		return fmt.Errorf("live: Patch: the URL belongs to the page, not to nested view %q; send the page a message with Socket.Send", p.host.key)
	}
	if p.sticky != nil {
		return fmt.Errorf("live: Patch: the URL belongs to the page, not to sticky view %q", p.sticky.key)
	}
	to := *p.url.Load()
	to.RawQuery = string(codec.AppendQuery(nil, q))
	if n := len(to.RequestURI()); n > maxURLBytes {
		return fmt.Errorf("live: Patch: the URL has %d bytes, and at most %d are allowed", n, maxURLBytes)
	}
	p.url.Store(&to)
	p.ses.AddEffect(wire.PatchURL(to.RequestURI(), replace))
	p.paramsChanged = true
	return nil
}

// isHTTPURL reports whether to is an absolute http or https URL.
func isHTTPURL(to string) bool {
	u, err := url.Parse(to)
	return err == nil && !target.HasUnsafeChars(to) && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
