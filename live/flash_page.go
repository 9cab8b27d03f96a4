package live

import (
	"net/http"

	"github.com/lively-go/lively/internal/wire"
)

// A FlashMessage is a flash message for a page that is not live.
type FlashMessage struct {
	Kind FlashKind
	Text string // not HTML
	Key  string // of FlashKey; empty without one
}

// AddFlash makes the next page show a message, as [Socket.Flash] before [Socket.Navigate] does. Call it in a handler
// of [Server.Handler] that is not a [Page] before it redirects, such as that of a login, and before it writes the
// header. AddFlash panics if kind is not one of the constants, or if r does not come from a Server.
func AddFlash(w http.ResponseWriter, r *http.Request, kind FlashKind, text string, options ...FlashOption) {
	srv := serverOf(r, "AddFlash")
	m := newFlash("AddFlash", kind, text, options)
	if m.Text = shortenFlash(m.Text); m.Text != "" {
		srv.carryFlashes(w, r, wire.Flashes{m})
	}
}

// Flashes returns the messages that earlier pages have left for this one, oldest first, and removes them: a live page
// shows them by itself. Call it in a handler of [Server.Handler] that is not a [Page] but responds with an HTML page, and
// before it writes the header. Their buttons are omitted. Flashes returns nil if the browser does not show the response
// to the user, such as that to a fetch. It panics if r does not come from a Server.
func Flashes(w http.ResponseWriter, r *http.Request) []FlashMessage {
	if r.Header.Get(navigateHeader) != "" {
		return nil // the browser loads the document next
	}
	var messages []FlashMessage
	for _, m := range serverOf(r, "Flashes").takeCarried(w, r) {
		messages = append(messages, FlashMessage{FlashKind(m.Kind), m.Text, m.Key})
	}
	return messages
}

// serverOf returns the Server that has passed on r. It panics if there is none.
func serverOf(r *http.Request, function string) *Server {
	srv, ok := r.Context().Value(mountPointKey{}).(mountPoint)
	if !ok {
		panic("live: " + function + " outside of a live.Server; call it in a handler of Server.Handler, with its request")
	}
	return srv.Server
}
