package live

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/lively-go/lively/internal/wire"
)

// A Socket is a view's handle on its page. It is passed to the methods and handlers of the view, and
// each component has its own. Its methods, and the functions of this package with a Socket as argument,
// must be called only within these methods and handlers. Other goroutines may call only Context and Do.
//
// A call that would change the page while no method or handler is running is ignored, and is logged as
// an error with its stack. It returns an error if the method has such a result, and fails a test in
// package livetest. After the view was unmounted, it is ignored and not logged. The methods of a Socket
// that no view has received, such as the zero Socket, panic.
type Socket struct{ inst *instance }

// Context returns a context with the values that middleware has stored in the request's context. It
// is not canceled at the end of the request, but when the view is unmounted, before Unmount is
// called. Values that a router reuses for other requests, such as chi's route context, are not
// available: read route parameters in the factory of [Page].
func (s *Socket) Context() context.Context { return s.instance("Socket.Context").ctx }

// Client returns information about the browser. It is zero before Joined.
func (s *Socket) Client() Client { return s.instance("Socket.Client").prog.top.client }

// URL returns the URL of the page as shown by the browser: path and query.
func (s *Socket) URL() *url.URL {
	u := *s.instance("Socket.URL").prog.top.url.Load()
	return &u
}

// Connected reports whether the browser is connected. It returns false during the GET and while the
// connection is lost. The page is not rendered again when the result changes.
func (s *Socket) Connected() bool { return s.instance("Socket.Connected").prog.ses.Attached() }

// Push dispatches the event live:name on the browser's window, with v as its detail, encoded as
// JSON. It returns an error if v cannot be encoded.
func (s *Socket) Push(name string, v any) error {
	if err := s.misused("Socket.Push"); err != nil {
		return err
	}
	e, err := wire.Push(name, v)
	if err == nil {
		s.inst.prog.ses.AddEffect(e)
	}
	return err
}

// Reply answers the event that is being handled: the element that sent the event receives a
// live:reply event with v as its detail, encoded as JSON. It returns an error if v cannot be
// encoded or no event is being handled. While the view receives what a page held before it joined, Reply has no
// effect.
func (s *Socket) Reply(v any) error {
	if err := s.misused("Socket.Reply"); err != nil {
		return err
	}
	if s.inst.prog.recovering {
		return nil // nothing waits for an answer
	}
	if s.inst.prog.ref == 0 {
		return fmt.Errorf("live: Reply: no event is being handled")
	}
	e, err := wire.Reply(s.inst.prog.ref, v)
	if err == nil {
		s.inst.prog.ses.AddEffect(e)
	}
	return err
}

// run calls a handler of a message, tick or reload, and reports its error.
func (s *Socket) run(what string, handler func() error) {
	s.inst.invalidateMemos()
	s.inst.prog.ses.Page.Name(what)
	if err := handler(); err != nil {
		s.reportError(what, err)
	}
	if err := s.inst.prog.handleParams(); err != nil {
		s.inst.prog.root.socket.reportError("OnParams", err)
	}
}

// A Client describes the browser, as reported by the browser itself. It must not be trusted.
type Client struct {
	TimeZone      string // IANA name, such as Europe/Berlin; may be empty
	Language      string // BCP 47 tag, such as en-US; may be empty
	Width, Height int    // of the viewport, in CSS pixels
}

// Location returns the client's time zone, or time.UTC if it is unknown.
func (c Client) Location() *time.Location {
	if loc, err := time.LoadLocation(c.TimeZone); err == nil && c.TimeZone != "" {
		return loc
	}
	return time.UTC
}
