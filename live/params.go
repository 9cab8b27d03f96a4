package live

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// OnParams returns a handler that calls load with the query string of the page, decoded into a
// struct of type T. load is called after Mount, and each time the query string changes while the
// view stays: by a [Patch] link, [Socket.Patch], or the browser's Back and Forward buttons. A value
// that does not decode is logged, and its field is zero.
//
// If the call after Mount returns an error, it is handled like an error from Mount. An error from a
// later call is handled as described for [On]. Only the page's own view may have an OnParams, and
// only one.
//
// OnParams panics if load is nil.
func OnParams[T any](load func(*Socket, T) error) EventHandler {
	if load == nil {
		panicNil("OnParams", reflect.TypeFor[T]())
	}
	return EventHandler{handler: onParams[T](load)}
}

type onParams[T any] func(*Socket, T) error

func (load onParams[T]) handle(s *Socket, e wire.Event) error {
	var v T
	for _, err := range codec.DecodeParams(query(e.URL), &v) {
		s.inst.prog.log.Info("live: invalid query string", "err", err)
	}
	return load(s, v)
}

func (onParams[T]) checkArgs(string) error { return nil } // an invalid value decodes to zero

// maxParamsCalls bounds how often OnParams is called in a row: its handler may itself patch the URL.
const maxParamsCalls = 10

// handleParams calls OnParams of the page's view if the URL has changed. It must be called after each
// handler.
func (p *program) handleParams() error {
	for range maxParamsCalls {
		if !p.paramsChanged {
			return nil
		}
		if p.paramsChanged = false; !p.isPage() {
			return nil
		}
		p.root.invalidateMemos() // a view without OnParams may render its URL
		h, ok := p.root.events().find("")
		if !ok {
			return nil
		}
		if err := h.handle(&p.root.socket, wire.Event{URL: p.url.Load().RequestURI()}); err != nil {
			p.paramsChanged = false
			return err
		}
	}
	if !p.paramsChanged {
		return nil
	}
	p.paramsChanged = false
	return fmt.Errorf("live: OnParams of %T called Patch %d times in a row; patch only if the query differs",
		p.root.view, maxParamsCalls)
}

// handleURLChange handles a change of the URL in the browser. Only the query may differ, which may
// contain anything.
func (p *program) handleURLChange(e wire.Event) (outcome, reason string) {
	if len(e.URL) > maxURLBytes {
		return wire.Refused, "URL too long"
	}
	to, err := url.ParseRequestURI(e.URL)
	// As in the URL of the page, one slash at the beginning is the same as several.
	if err != nil || !strings.HasPrefix(e.URL, "/") || "/"+strings.TrimLeft(to.EscapedPath(), "/") != p.path {
		return wire.Refused, "another page"
	}
	to.Path, to.RawPath = p.url.Load().Path, p.url.Load().RawPath
	p.url.Store(to)
	p.paramsChanged = true
	return p.outcomeOf(p.root, "OnParams", p.handleParams())
}

// query returns the part of a URL after the question mark.
func query(u string) string {
	_, q, _ := strings.Cut(u, "?")
	return q
}
