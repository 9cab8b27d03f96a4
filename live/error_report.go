package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/lively-go/lively/internal/pagelog"
)

// An ErrorKind is what an [ErrorReport] is about.
type ErrorKind string

const (
	// ErrorReturned is an error that a method, a handler or a component returned.
	ErrorReturned ErrorKind = "error"

	// ErrorPanic is a panic, or a call of [runtime.Goexit].
	ErrorPanic ErrorKind = "panic"

	// ErrorMisuse is a call of a method of a Socket outside of the methods and handlers of its view.
	ErrorMisuse ErrorKind = "misuse"
)

// An ErrorReport describes an error or panic for [Server.OnError].
type ErrorReport struct {
	Kind ErrorKind

	// Err is the error. For a panic it says what was the value, and wraps it if it is an error. Its text may
	// contain what users have entered.
	Err error

	Stack string // of a panic; "" for other kinds
	Place string // function and line of a panic or misuse; "" for other kinds

	// Handler names what has failed: a method such as "Mount", "Render" or "OnParams"; an event such as "shop.Buy"; "message
	// on" and a topic, "Every", "After", "Do", "onProgress" or "onDone"; "Task: work" or "Async.Load: fetch";
	// "factory", "Identity", "Layout" or "ErrorPage". It is "" if it is not known.
	Handler string

	View      string // type of the view with a session: of the page, a nested or a sticky view; "" if there is none yet
	Component string // type of the component in it; "" for the view itself
	Nested    string // keys of nested views, the outermost first, separated by slashes; "" if View is not nested
	Sticky    string // key of the sticky view that is or contains View; "" if there is none

	URL      string        // path and query of the page; the query may contain secrets
	Request  *http.Request // in which it happened; nil in a session that a browser has joined
	Identity string        // of the user, as from Server.Identity; "" if there is none or it is not known
	Session  string        // identifies the view in the log, as its attribute session; "" if there is no view yet
}

// A locatedError adds to the error of a page that is not shown where in the application it happened.
type locatedError struct {
	error
	prog     *program // nil if there is none
	handler  string
	identity string // if there is no program
}

func (e *locatedError) Unwrap() error { return e.error }

// located returns err as a locatedError of what the program was doing, or nil.
func (p *program) located(err error) error {
	if _, ok := errors.AsType[*locatedError](err); ok || err == nil {
		return err
	}
	return &locatedError{error: err, prog: p, handler: p.ses.Page.LastName()}
}

// reportKey is the context key of a call of OnError.
type reportKey struct{}

// reportFailure calls OnError. An error that OnError itself causes, in a request or view with its context, is only logged.
func (srv *Server) reportFailure(f pagelog.Failure) {
	ctx := context.Background()
	e := ErrorReport{Kind: ErrorReturned, Err: f.Err, Place: f.Place, Handler: f.Handler, Component: f.Component, Request: f.Request}
	if f.Place != "" {
		e.Kind = ErrorMisuse
	}
	if p := f.Panic; p != nil {
		e.Kind, e.Stack, e.Place, e.Err = ErrorPanic, string(p.Stack), p.Place, panicError(p)
	}
	if f.Request != nil {
		ctx, e.URL = f.Request.Context(), srv.pageURL(f.Request).RequestURI()
	}
	prog, _ := f.About.(*program)
	if l, ok := errors.AsType[*locatedError](f.Err); ok {
		e.Identity = l.identity
		if prog = l.prog; e.Handler == "" {
			e.Handler = l.handler
		}
	}
	if prog != nil {
		ctx = prog.ctx
		prog.describe(&e)
	}
	if ctx.Value(reportKey{}) == nil {
		srv.OnError(context.WithValue(context.WithoutCancel(ctx), reportKey{}, true), e)
	}
}

// describe sets the fields of e about the view.
func (p *program) describe(e *ErrorReport) {
	if p.root != nil {
		e.View = fmt.Sprintf("%T", p.root.view)
	}
	if p.host != nil {
		e.Nested = p.host.path()
	}
	e.Sticky, e.Identity, e.Session = p.top.stickyKey(), p.identity, p.sessionName()
	e.URL = p.top.url.Load().RequestURI()
}

// panicError returns an error for a panic without its stack.
func panicError(p *pagelog.PanicError) error {
	switch v := p.Value.(type) {
	case nil:
		return errors.New("runtime.Goexit was called")
	case error:
		return fmt.Errorf("panic: %w", v)
	default:
		return fmt.Errorf("panic: %v", v)
	}
}
