package live

import (
	"net/url"
	"strings"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// OnParams calls load with the query string of the page: after Mount, and each time the address changes while the view
// stays (a Patch link, Socket.Patch, Back and Forward). A value that does not decode is the field's zero value, and logged.
func OnParams[T any](load func(*Socket, T) error) EventHandler {
	return EventHandler{handler: onParams[T](load)}
}

type onParams[T any] func(*Socket, T) error

func (load onParams[T]) handle(s *Socket, e wire.Event) error {
	var v T
	for _, err := range codec.DecodeParams(query(e.URL), &v) {
		s.log().Info("live: bad query string", "err", err)
	}
	return load(s, v)
}

func (onParams[T]) checkArgs(string) error { return nil } // a bad value is the zero value

// params runs OnParams of the page's view.
func (p *program) handleParams() error {
	h, ok := p.root.events().find("")
	if !ok {
		return nil
	}
	return h.handle(&p.root.socket, wire.Event{URL: p.url.RequestURI()})
}

// moved handles a change of the address: the query may be another, the path may not.
func (p *program) urlChanged(e wire.Event) (outcome, why string) {
	to, err := url.ParseRequestURI(e.URL)
	if err != nil || !isLocalPath(e.URL) || to.Path != p.url.Path {
		return wire.Refused, "another page"
	}
	p.url = to
	p.root.invalidateMemos()
	return p.outcome(p.root, "OnParams", p.handleParams())
}

// query is the part of an event's URL after the question mark.
func query(u string) string {
	_, q, _ := strings.Cut(u, "?")
	return q
}
