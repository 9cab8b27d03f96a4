// Package pagelog writes the log lines about pages and connections. It names the page in each line,
// writes the stack of a panic once per place in the code, and limits how many lines a client can
// cause.
//
// # Concurrency
//
// The methods may be called by any goroutine. A logger that panics does not harm the caller.
package pagelog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
)

// A Server writes the lines of one server. Its Logger must be set before the first line.
type Server struct {
	Logger *slog.Logger

	// OnFailure is called for each error of the application and each panic, also if no line is written for it, by a
	// goroutine for which the one waits in which that happened. Nil means that it is not called.
	OnFailure func(Failure)

	lines  sampler
	stacks sync.Map // places whose stack was written
}

// Warn writes a warning about a client, unless there were too many with the same message for that
// client. args are as for slog.Logger.Warn.
func (l *Server) Warn(client, msg string, args ...any) {
	l.write(&l.lines, line{level: slog.LevelWarn, msg: msg, kind: client, args: args})
}

// Refuse writes a warning about a request that was refused, at most one per minute with the same
// message. args are as for slog.Logger.Warn.
func (l *Server) Refuse(msg string, args ...any) {
	l.write(&l.lines, line{level: slog.LevelWarn, msg: msg, args: args, burst: 1})
}

// Error writes an error of the application: see Page.Error. r is the request in which it happened, or nil.
func (l *Server) Error(r *http.Request, msg string, err error, args ...any) {
	l.report(Failure{Request: r, Err: err}, args)
	l.write(&l.lines, errorLine(msg, err, args))
}

// A line is a line to be written, if there were not too many with the same msg and kind.
type line struct {
	level slog.Level
	msg   string
	kind  string
	args  []any
	about Subject // nil if the line is not about a page
	place string  // in the code; "" if it is unknown
	stack []byte  // nil for the current stack
	burst int     // lines that are written at once; 0 means maxLines

	moreArgs func() []any // returns further args; nil if there are none
}

// errorLine returns the line for err.
func errorLine(msg string, err error, args []any) line {
	text, _ := cutStack(err)
	return line{level: slog.LevelError, msg: msg, kind: text, args: append(args[:len(args):len(args)], "err", err)}
}

// cutStack returns the text of err without the stack of the *PanicError that it wraps, if any.
func cutStack(err error) (text string, p *PanicError) {
	text = err.Error()
	if errors.As(err, &p) {
		text = strings.ReplaceAll(text, "\n"+string(p.Stack), "")
	}
	return text, p
}

// write writes a line unless there were too many of its kind.
func (l *Server) write(s *sampler, e line) {
	defer func() { _ = recover() }() // of the Logger
	if l.Logger == nil || !l.Logger.Enabled(context.Background(), e.level) {
		return
	}
	suppressed, ok := s.allow(e.msg+"\x00"+e.kind+"\x00"+e.place, cmp.Or(e.burst, maxLines))
	if !ok {
		return
	}
	args := slices.Clone(e.args)
	if e.moreArgs != nil {
		args = append(args, e.moreArgs()...)
	}
	for i, arg := range args {
		err, _ := arg.(error)
		if err == nil {
			continue
		}
		text, p := cutStack(err)
		if args[i] = text; p != nil {
			e.place, e.stack = p.Place, p.Stack
		}
	}
	if e.about != nil {
		args = append(args, e.about.LogAttrs()...)
	}
	if suppressed > 0 {
		args = append(args, "suppressed", suppressed)
	}
	if e.place != "" {
		args = append(args, "at", e.place)
		if _, known := l.stacks.LoadOrStore(e.place, true); !known {
			if e.stack == nil {
				e.stack = debug.Stack()
			}
			args = append(args, "stack", string(e.stack))
		}
	}
	l.Logger.Log(context.Background(), e.level, e.msg, args...)
}

// A Subject describes a page.
type Subject interface {
	// LogAttrs returns the attributes of the page, as for slog.Logger.With.
	LogAttrs() []any
	// LogClient returns the key of the client that joined.
	LogClient() string
}

// A Page writes the lines about one page. It allocates nothing before the first line.
type Page struct {
	Server *Server
	About  Subject

	lines sampler
}

// Warn writes a warning, unless there were too many with the same message about the page.
func (p *Page) Warn(msg string, args ...any) {
	p.Server.write(&p.lines, line{level: slog.LevelWarn, msg: msg, args: args, about: p.About})
}

// WarnOnce writes a warning about the application, at most one per minute of this kind for the whole
// server. args returns the attributes, as for slog.Logger.Warn; it is called only if the warning is
// written.
func (p *Page) WarnOnce(msg, kind string, args func() []any) {
	p.Server.write(&p.Server.lines, line{level: slog.LevelWarn, msg: msg, kind: kind, moreArgs: args, about: p.About, burst: 1})
}

// Info writes information that a client can cause by loading a page, unless there was too much with the
// same message for that client. Pages that no client has joined yet count as those of one client.
func (p *Page) Info(msg string, args ...any) {
	p.Server.write(&p.Server.lines, line{level: slog.LevelInfo, msg: msg, kind: p.About.LogClient(), args: args, about: p.About})
}

// WarnEnd writes a warning that a client can cause by ending its page, unless there were too many with
// the same message and reason for that client.
func (p *Page) WarnEnd(msg, reason string) {
	p.Server.write(&p.Server.lines, line{
		level: slog.LevelWarn, msg: msg, kind: reason + "\x00" + p.About.LogClient(), args: []any{"reason", reason}, about: p.About,
	})
}

// Error writes an error of the application. Only lines with the same message and error are limited,
// so that an error that a client repeats does not hide another one. The stack of a *PanicError is
// written once per place in the code.
func (p *Page) Error(msg string, err error, args ...any) {
	p.Report(err, args...)
	e := errorLine(msg, err, args)
	e.about = p.About
	p.Server.write(&p.lines, e)
}

// ErrorAt writes an error in the application's code at a place, with the current stack the first time.
func (p *Page) ErrorAt(place, msg string, args ...any) {
	p.Server.report(Failure{About: p.About, Err: errors.New(msg), Place: place}, args)
	p.Server.write(&p.lines, line{level: slog.LevelError, msg: msg, args: args, about: p.About, place: place})
}

// Panic writes that the application's code panicked with value v, or called runtime.Goexit if v is
// nil. Lines with the same place and value are limited for the whole server, because a panic ends the
// page. Panic must be called by the deferred function that has recovered.
func (p *Page) Panic(msg string, v any, args ...any) {
	text := "runtime.Goexit"
	if p.Server.OnFailure != nil {
		p.Server.report(Failure{About: p.About, Panic: NewPanicError("panic", v)}, args)
	}
	if v != nil {
		text = fmt.Sprint(v)
		args = append(args[:len(args):len(args)], "panic", text)
	}
	p.Server.write(&p.Server.lines, line{
		level: slog.LevelError, msg: msg, kind: text, args: args, about: p.About, place: panicPlace(),
	})
}
