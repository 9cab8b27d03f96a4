package live

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// A Socket is a view's side of its page: what a handler gets beside its event. Each component has its own; its subscriptions
// and tickers end with it. Its methods are for handlers and the methods of View; other goroutines may use Context alone.
type Socket struct{ inst *instance }

// Context carries what middleware put into the request's context. It does not end with the request; it ends before Unmount.
// What a router pools (chi's route context) is not there: read route parameters in the factory.
func (s *Socket) Context() context.Context { return s.inst.ctx }

// Client is zero before Joined.
func (s *Socket) Client() Client { return s.inst.prog.client }

// URL is the page's address as the browser shows it: path and query.
func (s *Socket) URL() *url.URL {
	u := *s.inst.prog.url
	return &u
}

// Connected says whether the browser is there now: not during the GET, and not while its connection is lost. The page is not rendered
// because this changes.
func (s *Socket) Connected() bool { return s.inst.prog.ses.Attached() }

// Push dispatches a window event live:name with detail v, as JSON. The error says that v has none.
func (s *Socket) Push(name string, v any) error {
	e, err := wire.Push(name, v)
	if err == nil {
		s.inst.prog.ses.Effect(e)
	}
	return err
}

// Reply answers the event that is being handled with v, as JSON: the element that sent it gets a live:reply event. The error says that v has none, or
// that no event is being handled.
func (s *Socket) Reply(v any) error {
	if s.inst.prog.ref == 0 {
		return fmt.Errorf("live: reply: no event is being handled")
	}
	e, err := wire.Reply(s.inst.prog.ref, v)
	if err == nil {
		s.inst.prog.ses.Effect(e)
	}
	return err
}

func (s *Socket) log() *slog.Logger { return s.inst.prog.log }

// do runs a handler that no event called: of a message, a tick, an async load.
func (s *Socket) run(what string, handler func() error) {
	s.inst.invalidateMemos()
	if err := handler(); err != nil {
		s.reportError(what, err)
	}
}

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
