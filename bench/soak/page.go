package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
)

// A page is one document in a user's browser. Its methods are called by one goroutine.
type page struct {
	*user
	name string
	url  string

	client  *client.Client
	sent    []numbered      // unacknowledged, in order
	waiting []numbered      // not sent
	last    int             // the last event that was applied in the current session
	acting  <-chan struct{} // closed when users stop acting

	isLive   bool
	away     absence // if it is not live
	retry    retry
	inputAt  time.Time // when the user last acted without a connection
	drainAt  time.Time // if draining: when to connect to another node
	forget   bool      // the session cannot be resumed: join instead
	draining bool      // the server has asked to reconnect: events wait
	left     bool      // the user has left the page
	settled  bool      // everything was acknowledged and checked

	actingDone     bool // users have stopped acting
	checking       bool // the full HTML has been requested on this connection
	checkedVersion int  // version of the document at that time
	fullRenders    int  // number of full renders at that time
}

// errWrongDocument is the error of a document that does not show what the server has acknowledged.
var errWrongDocument = errors.New("client: wrong document")

// A numbered event is one that was not acknowledged.
type numbered struct {
	n     int
	ref   int // 0 if it was not sent in the current session
	event wire.Event
}

// live loads the page and uses it until the user leaves it, which is reported, or until it is
// settled after acting is done.
func (p *page) live(ctx context.Context, acting <-chan struct{}) (left bool) {
	p.acting = acting
	p.away = p.counts.lost()
	p.away.fault = "page load"
	for ctx.Err() == nil && !p.left && !p.settled {
		if p.client == nil && !p.load(ctx) {
			continue
		}
		p.connect(ctx)
	}
	switch {
	case p.settled:
		p.counts.count("pages settled")
	case !p.left:
		p.counts.count("pages not settled")
	}
	return p.left
}

// load sends the GET. It reports false, after a wait, if the page could not be loaded.
func (p *page) load(ctx context.Context) bool {
	p.counts.count("page loads")
	document, err := p.get(ctx)
	if err == nil {
		var parsed client.Page
		if parsed, err = client.ParsePage(p.url, document); err == nil {
			p.client, err = client.New(parsed)
		}
	}
	if err != nil {
		p.counts.count("page loads failed")
		wait(ctx, time.Second) // the user reloads the page
		return false
	}
	p.last = 0
	return true
}

func (p *page) get(ctx context.Context) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.proxy.addr()+p.url, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	res, err := p.browser.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", res.Status)
	}
	return io.ReadAll(res.Body)
}

// settleEvents records the fate of the events that were acknowledged.
func (p *page) settleEvents() {
	acknowledged := p.client.Acknowledged()
	for len(p.sent) > 0 && p.sent[0].ref <= acknowledged {
		e := p.sent[0]
		p.sent = p.sent[1:]
		if o, ok := p.client.Outcome(e.ref); ok {
			p.counts.count("outcome " + o.Kind)
			p.counts.ended(p.name, e.n, refused)
			continue
		}
		p.last = e.n
		p.counts.ended(p.name, e.n, applied)
	}
}

// endSession reports the events of the session whose outcome is not known, and keeps those that were
// never sent.
func (p *page) endSession() {
	p.settleEvents()
	sent := len(p.sent) - len(p.client.Unsent())
	for _, e := range p.sent[:sent] {
		p.counts.ended(p.name, e.n, unknown)
		p.counts.count("outcome unknown after " + p.away.fault)
	}
	p.waiting = slices.Concat(p.sent[sent:], p.waiting)
	p.sent, p.last = nil, 0
}

// endDocument ends the session and drops the events that wait: the page is loaded again.
func (p *page) endDocument() {
	p.endSession()
	for _, e := range p.waiting {
		p.counts.ended(p.name, e.n, unsent)
	}
	p.waiting, p.client = nil, nil
}

// act sends an event, or leaves the page if nothing is pending.
func (p *page) act(leave bool) error {
	if leave && len(p.sent)+len(p.waiting) == 0 {
		p.left = true
		return p.client.Write(wire.Bye)
	}
	n := p.counts.newEvent(p.name)
	p.waiting = append(p.waiting, numbered{n: n, event: newEvent(n)})
	return p.sendWaiting()
}

// sendWaiting sends the events that wait, if the page is live.
func (p *page) sendWaiting() error {
	for p.isLive && !p.draining && len(p.waiting) > 0 {
		e := p.waiting[0]
		p.waiting = p.waiting[1:]
		ref, err := p.client.Send(e.event)
		e.ref = ref
		p.sent = append(p.sent, e)
		if err != nil {
			return err
		}
	}
	return nil
}

// check compares the document with the server's once acting is done and all events are acknowledged.
// It requests the full HTML, which the client compares when it arrives. Then the page is settled.
func (p *page) check() error {
	switch {
	case !p.actingDone || !p.isLive || p.draining || len(p.sent)+len(p.waiting) > 0:
		return nil
	case !p.checking || p.client.Version() != p.checkedVersion: // another update came first
		p.checking, p.checkedVersion, p.fullRenders = true, p.client.Version(), p.client.FullRenders()
		return p.client.RequestHTML()
	case p.client.FullRenders() == p.fullRenders:
		return nil
	case !bytes.Contains(p.client.Document().HTML(), fmt.Appendf(nil, `<output id="last">%d</output>`, p.last)):
		return fmt.Errorf("%w: it does not show event %d of page %s", errWrongDocument, p.last, p.name)
	}
	p.settled = true
	return p.client.Write(wire.Bye)
}

// isWrong reports whether err means that the document differs from that of the server, or that the
// server violated the protocol.
func isWrong(err error) bool {
	_, closed := errors.AsType[*client.CloseError](err)
	return !closed && !errors.Is(err, client.ErrOffline) && (errors.Is(err, wire.ErrMalformed) || strings.HasPrefix(err.Error(), "client: "))
}

// wait waits for d or until ctx is done.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
