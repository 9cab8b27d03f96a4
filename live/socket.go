package live

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// A Socket is a view's side of its page: what a handler gets beside its event. Each component has its own; its subscriptions
// and tickers end with it. Its methods are for handlers and the methods of View; other goroutines may use Context alone.
type Socket struct{ scope *scope }

// Client is what a browser told about itself when it joined: requests, not facts.
type Client struct {
	TimeZone      string // IANA name such as Europe/Berlin; may be empty
	Language      string // BCP 47
	Width, Height int    // of the viewport, in CSS pixels
}

// Location is the client's time zone, time.UTC when it is unknown here.
func (c Client) Location() *time.Location {
	if loc, err := time.LoadLocation(c.TimeZone); err == nil && c.TimeZone != "" {
		return loc
	}
	return time.UTC
}

// Context carries what middleware put into the request's context. It does not end with the request; it ends before Unmount.
// What a router pools (chi's route context) is not there: read route parameters in the factory.
func (s *Socket) Context() context.Context { return s.scope.ctx }

// Client is zero before Joined.
func (s *Socket) Client() Client { return s.scope.prog.client }

// URL is the page's address as the browser shows it: path and query.
func (s *Socket) URL() *url.URL {
	u := *s.scope.prog.url
	return &u
}

// Connected says whether the browser is there now: not during the GET, and not while its connection is lost. The page is not rendered
// because this changes.
func (s *Socket) Connected() bool { return s.scope.prog.ses.Attached() }

// Push dispatches a window event live:name with detail v, as JSON. The error says that v has none.
func (s *Socket) Push(name string, v any) error {
	e, err := wire.Push(name, v)
	if err == nil {
		s.scope.prog.ses.AddEffect(e)
	}
	return err
}

// Reply answers the event that is being handled with v, as JSON: the element that sent it gets a live:reply event. The error says that v has none, or
// that no event is being handled.
func (s *Socket) Reply(v any) error {
	if s.scope.prog.ref == 0 {
		return fmt.Errorf("live: reply: no event is being handled")
	}
	e, err := wire.Reply(s.scope.prog.ref, v)
	if err == nil {
		s.scope.prog.ses.AddEffect(e)
	}
	return err
}

// A FlashKind is the kind of a flash message: FlashInfo or FlashError.
type FlashKind string

// The kinds of flash messages. The values are the suffixes of the classes live-flash-info and
// live-flash-error.
const (
	FlashInfo  FlashKind = "info"
	FlashError FlashKind = "error"
)

// Flash shows text in the page's status region, where screen readers announce it. An empty text
// clears the region. It panics if kind is neither FlashInfo nor FlashError.
func (s *Socket) Flash(kind FlashKind, text string) {
	if kind != FlashInfo && kind != FlashError {
		panic(fmt.Sprintf("live: Flash: unknown kind in %q", kind))
	}
	s.scope.prog.ses.AddEffect(wire.Flash(string(kind), text))
}

// Navigate takes the browser to another page of this server: a path, with a query if need be. The error says that it is no
// such path.
func (s *Socket) Navigate(path string) error {
	if !isLocal(path) {
		return fmt.Errorf("live: navigate to %q: not a path on this server", path)
	}
	s.leave(path)
	return nil
}

// Redirect takes the browser to a path or to an http or https URL. During the GET it answers with 303. The error says that
// it is no such URL.
func (s *Socket) Redirect(to string) error {
	if !isLocal(to) && !isWeb(to) {
		return fmt.Errorf("live: redirect to %q: not a path, http or https", to)
	}
	s.leave(to)
	return nil
}

func (s *Socket) leave(to string) {
	p := s.scope.prog
	if p.redirect == "" {
		p.redirect = to
		p.ses.AddEffect(wire.Navigate(to))
	}
}

// Patch changes the page's query to q, a struct, adds the address to the browser's history, and runs OnParams of the
// page's view. The error is that handler's.
func (s *Socket) Patch(q any) error { return s.patch(q, false) }

// Replace is Patch in the place of the current history entry.
func (s *Socket) ReplacePatch(q any) error { return s.patch(q, true) }

func (s *Socket) patch(q any, replace bool) error {
	p := s.scope.prog
	to := *p.url
	to.RawQuery = string(codec.AppendQuery(nil, q))
	p.url = &to
	p.ses.AddEffect(wire.Patch(to.RequestURI(), replace))
	return p.params()
}

func (s *Socket) log() *slog.Logger { return s.scope.prog.log }

// failed tells the person that something went wrong, and the log what.
func (s *Socket) failed(what string, err error) {
	s.log().Error("live: handler failed", "in", what, "view", fmt.Sprintf("%T", s.scope.view), "err", err)
	text := "Something went wrong."
	if s.scope.prog.srv.Dev {
		text = what + ": " + err.Error()
	}
	s.Flash(FlashError, text)
}

// do runs a handler that no event called: of a message, a tick, an async load.
func (s *Socket) do(what string, handler func() error) {
	s.scope.touched()
	if err := handler(); err != nil {
		s.failed(what, err)
	}
}
