package live

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/lively-go/lively/internal/admission"
	"github.com/lively-go/lively/internal/wire"
)

// maxURLBytes is the length up to which the URL of a page is accepted.
const maxURLBytes = 8 << 10

// minMessageBytes is the least value of Server.MaxMessageBytes: a join contains a URL and a token.
const minMessageBytes = 16 << 10

// Limits on synthetic GETs that run at the same time. A client may have many tabs, or be an office
// whose users reconnect after a restart: further ones wait in order.
const (
	maxGetsPerClient = 64
	maxGets          = 1024
)

// maxNameBytes is the length up to which the names that a browser reports about itself are kept.
const maxNameBytes = 100

// newClient returns what a browser reports about itself, without names that are too long.
func newClient(c wire.Client) Client {
	client := Client{TimeZone: c.TimeZone, Language: c.Language, Width: c.Width, Height: c.Height}
	if len(client.TimeZone) > maxNameBytes {
		client.TimeZone = ""
	}
	if len(client.Language) > maxNameBytes {
		client.Language = ""
	}
	return client
}

// initLimits sets the limits on what clients hold at the same time.
func (srv *Server) initLimits() {
	perClient, total := cmp.Or(srv.MaxSessionsPerClient, 1_000), cmp.Or(srv.MaxSessions, 50_000)
	srv.places = admission.Limiter{PerClient: perClient, Total: total}
	srv.handshakes = admission.Limiter{PerClient: perClient, Total: total}
	srv.gets = admission.Limiter{PerClient: maxGetsPerClient, Total: maxGets, MaxWaiting: perClient}
}

// checkProxy warns once if requests come through a proxy and ClientKey is not set.
func (srv *Server) checkProxy(r *http.Request) {
	if srv.ClientKey == nil && (r.Header["X-Forwarded-For"] != nil || r.Header["Forwarded"] != nil) {
		srv.proxyWarning.Do(func() {
			srv.log().Warn("live: requests come through a proxy and Server.ClientKey is not set: all users count as one client, " +
				"which may have 1,000 sessions unless Server.MaxSessionsPerClient is set; see live.LastForwardedFor")
		})
	}
}

// admitUpgrade takes a place for the handshake of a connection. If there is none, it responds to the
// request and reports false.
func (srv *Server) admitUpgrade(w http.ResponseWriter, r *http.Request, clientKey string) bool {
	if len(r.RequestURI) > maxURLBytes {
		srv.counters.refused.Add(1)
		http.Error(w, textURLTooLong, http.StatusRequestURITooLong)
		return false
	}
	srv.checkProxy(r)
	if srv.handshakes.Try(clientKey) {
		return true
	}
	srv.counters.refused.Add(1)
	srv.warn(r, "live: WebSocket refused: too many connections of this client have not joined yet, see "+
		"Server.MaxSessionsPerClient; behind a proxy, set Server.ClientKey")
	w.Header().Set("Retry-After", "5")
	http.Error(w, textBusy, http.StatusServiceUnavailable)
	return false
}

// admitJoin takes a place for a session, and waits until the synthetic GET may run. If it reports
// false, it has closed the connection, or the handshake was abandoned. The caller must call done
// after the synthetic GET.
func (h *handshake) admitJoin() (done func(), ok bool) {
	if !h.srv.takePlace(h.clientKey) {
		h.warn("live: a page cannot join yet: there are too many sessions, of this client or in all, see " +
			"Server.MaxSessionsPerClient and MaxSessions; behind a proxy, set Server.ClientKey")
		h.reject(wire.Busy)
		return nil, false
	}
	h.hasPlace = true
	return h.admitGet()
}

// admitGet waits until the synthetic GET may run. If it reports false, it has closed the connection,
// or the handshake was abandoned. The caller must call done after the synthetic GET.
func (h *handshake) admitGet() (done func(), ok bool) {
	err := h.srv.gets.Wait(h.ctx, h.clientKey)
	if err == nil {
		return func() { h.srv.gets.Release(h.clientKey) }, true
	}
	if errors.Is(err, admission.ErrBusy) {
		h.warn("live: a join or resume must wait: too many others of this client are waiting; " +
			"behind a proxy, set Server.ClientKey")
		h.reject(wire.Busy)
	}
	return nil, false
}

// takePlace takes a place for a session. If there is none, a detached session is discarded: of the same
// client, or of the one that has the most if there are too many in all.
func (srv *Server) takePlace(clientKey string) bool {
	if srv.places.Try(clientKey) {
		return true
	}
	isFull := srv.places.IsFull(clientKey)
	if !srv.places.Force(clientKey) {
		return false
	}
	if srv.detached.EvictOldest(clientKey) || !isFull && srv.detached.EvictMost() {
		return true // its own place is returned when its view is unmounted
	}
	srv.places.Release(clientKey)
	return false
}

// givePlace hands the place of a join over to its program.
func (h *handshake) givePlace(p *program) {
	h.hasPlace = false
	p.hasPlace.Store(true)
}

// returnPlace returns the place of a session, once.
func (p *program) returnPlace() {
	if p.hasPlace.Swap(false) {
		p.srv.places.Release(p.top.clientKey)
	}
}
