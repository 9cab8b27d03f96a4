package live

import (
	"context"
	"errors"
	"io"
	"net/url"
	"strings"

	"github.com/a-h/templ"
)

// postEventName is the name of the field that AcceptPost writes: the form, and its component.
const postEventName = "live-event"

// AcceptPost returns a hidden field with which the page also accepts form by POST, from a browser that runs no scripts,
// or not yet. Render it in the form element, and register the [Page] for POST, too:
//
//	<form { v.Order.Bind()... }>
//		@live.AcceptPost(&v.Order)
//
//	mux.Handle("GET /orders", orders)
//	mux.Handle("POST /orders", orders)
//
// For such a request, Page mounts a view, with the factory and Mount as for a GET, and passes it the data of the form,
// which also determines its rows. If the data is valid and the handler of the form returns nil, the response is a
// redirect with status 303: to the page of [Socket.Navigate] or, without one, to the page itself with its query. It
// shows the messages of [Socket.Flash]. After [Socket.SubmitForm] the redirect has status 307, with which the browser
// repeats the POST. If the data is not valid, the response has status 422 and shows the view with its errors. The
// buttons of rows work, too. Goroutines of [Task] and [Async] end with the request.
//
// The data has at most [Server.MaxMessageBytes]; files are not part of it. A request that may come from another
// site is refused, as each one that changes something. AcceptPost returns an error in a nested or sticky view, which
// is not mounted by itself.
func AcceptPost[T any](form *Form[T]) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		pos, err := renderPosOf(ctx, "AcceptPost")
		if err != nil {
			return err
		}
		if !pos.inst.prog.isPage() {
			return errors.New("live: AcceptPost in a nested or sticky view: a POST mounts only the view of a page; move the form there")
		}
		field := `<input type="hidden" name="` + postEventName + `" value="` + pos.inst.postEvent(formTypeFor[T]().name) + `">`
		if form.syncRows(); len(form.rows.Lists()) > 0 {
			field += defaultButton
		}
		_, err = io.WriteString(w, field)
		return err
	})
}

// defaultButton is the button that the Enter key presses without scripts, before those of rows.
const defaultButton = `<noscript><button type="submit" hidden></button></noscript>`

// postEvent returns the value of the field of AcceptPost: the name of the event and the keys of the component and those
// around it.
func (inst *instance) postEvent(event string) string {
	path := ""
	for ; inst.parent != nil; inst = inst.parent {
		path = "/" + url.PathEscape(inst.key) + path
	}
	return templ.EscapeString(event + path)
}

// findPostEvent returns the component and the name of the event that postEvent describes, or nil.
func (p *program) findPostEvent(value string) (inst *instance, event string) {
	event, path, _ := strings.Cut(value, "/")
	inst = p.root
	for path != "" && inst != nil {
		var segment string
		segment, path, _ = strings.Cut(path, "/")
		key, err := url.PathUnescape(segment)
		if err != nil {
			return nil, ""
		}
		inst = inst.children[key]
	}
	return inst, event
}
