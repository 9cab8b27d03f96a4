package pagelog

import (
	"errors"
	"net/http"
)

// A Failure is an error of the application, or a panic in its code.
type Failure struct {
	About   Subject       // the page; nil if there is none
	Request *http.Request // in which it happened; nil if there is none

	Err   error       // that was returned, or that describes a misuse; nil for a panic that Panic reports
	Panic *PanicError // nil if nothing has panicked

	Handler   string // the handler or method, as the attribute "in"; "" if it is not known
	Component string // the type of the component, as the attribute of this name; "" if there is none
	Place     string // in the application's code, of a misuse; "" for other failures
}

// A reportedError is an error whose cause was reported already.
type reportedError struct{ error }

func (e reportedError) Unwrap() error { return e.error }

// Reported returns err, for an error that is logged if it is returned to this package again, and not reported: its cause
// was.
func Reported(err error) error { return reportedError{err} }

// Report calls OnFailure with an error for which no line is written.
func (p *Page) Report(err error, args ...any) {
	p.Server.report(Failure{About: p.About, Err: err}, args)
}

// Report is likewise for an error of a request.
func (l *Server) Report(r *http.Request, err error) { l.report(Failure{Request: r, Err: err}, nil) }

// report calls OnFailure, if it is set, and waits until it has returned. args are the attributes of the line. A panic of
// OnFailure is written, and does not harm the caller.
func (l *Server) report(f Failure, args []any) {
	if _, reported := errors.AsType[reportedError](f.Err); l.OnFailure == nil || reported {
		return
	}
	for i := 0; i+1 < len(args); i += 2 {
		value, _ := args[i+1].(string)
		switch args[i] {
		case "in":
			f.Handler = value
		case "component":
			f.Component = value
		}
	}
	if f.Panic == nil && f.Err != nil {
		f.Panic, _ = errors.AsType[*PanicError](f.Err)
	}
	returned := make(chan struct{})
	go func() { // OnFailure may call runtime.Goexit
		completed := false
		defer close(returned)
		defer func() {
			if v := recover(); !completed {
				l.write(&l.lines, errorLine("live: Server.OnError failed", NewPanicError("panic", v), nil))
			}
		}()
		l.OnFailure(f)
		completed = true
	}()
	<-returned
}
