package live

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/session"
	"github.com/lively-go/lively/internal/wire"
)

// A postResult is how the server responds to the POST of a form.
type postResult struct {
	status int
	to     string // of a redirect; "" if the response is the page
	html   []byte
}

// errPostEvent is the error of a POST for a form that the view does not have.
var errPostEvent error = &StatusError{http.StatusBadRequest,
	errors.New("the view has no such form: AcceptPost and the handler must be for the same form, and the component must exist")}

// errNoPost is the error of a request with another method than those that Page accepts.
var errNoPost error = &StatusError{http.StatusMethodNotAllowed,
	errors.New("live: Page accepts a POST only of a form that contains live.AcceptPost")}

// acceptPost reads a POST. If that is not one of a form with AcceptPost, or is not valid, acceptPost responds and reports
// false.
func (srv *Server) acceptPost(w http.ResponseWriter, r *http.Request) (*formPost, bool) {
	sent, err := readPost(w, r, cmp.Or(srv.MaxMessageBytes, wire.MaxMessage))
	tooLarge, isTooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case isTooLarge:
		srv.warn(r, "live: POST refused: the form has too much data; raise Server.MaxMessageBytes, or give a form with files an action of its own",
			"limit", tooLarge.Limit)
		srv.writeError(w, r, &StatusError{Status: http.StatusRequestEntityTooLarge})
	case err != nil:
		srv.writeError(w, r, &StatusError{Status: http.StatusBadRequest})
	case sent == nil:
		w.Header().Set("Allow", "GET, HEAD")
		srv.writeError(w, r, errNoPost)
	default:
		return sent, true
	}
	return nil, false
}

// handlePost passes the data of a form to its handler. A panic of the view is returned as an error.
func (p *program) handlePost(sent *formPost) (result postResult, err error) {
	completed := false
	defer p.recoverProgram(&completed, &err)
	p.ses.Page.RunUnadopted("POST", func() { result, err = p.runPost(sent) })
	completed = true
	return result, p.located(err)
}

func (p *program) runPost(sent *formPost) (postResult, error) {
	inst, event := p.findPostEvent(sent.event)
	if inst == nil {
		return postResult{}, errPostEvent
	}
	h, ok := inst.events().find(event)
	form, isForm := h.handler.(formReceiver)
	if !ok || !isForm {
		return postResult{}, errPostEvent
	}
	snap, err := p.parse(p.ses.Page.HTML())
	if err != nil {
		return postResult{}, err
	}
	data := sent.form(controlsOfPost(snap, sent.event))
	status := http.StatusOK
	if data.Kind == wire.Submit {
		p.flashes.submit, status = true, http.StatusUnprocessableEntity
		defer func() { p.flashes.submit = false }()
	}
	inst.invalidateMemos()
	p.ses.Page.Name(event)
	err = form.post(&inst.socket, wire.Event{Component: inst.num, URL: event, Form: data})
	if paramsErr := p.handleParams(); paramsErr != nil {
		p.root.socket.reportError("OnParams", paramsErr)
		p.flashes.failed = true
	}
	outcome, _ := p.outcomeOf(inst, event, err)
	to := p.takeHandover()
	succeeded := outcome == session.Applied && !p.flashes.failed && data.Kind == wire.Submit
	switch {
	case p.isRedirected():
		return postResult{status: http.StatusSeeOther, to: p.redirect()}, nil
	case succeeded && to != "":
		return postResult{status: http.StatusTemporaryRedirect, to: to}, nil
	case succeeded:
		return postResult{status: http.StatusSeeOther, to: p.url.Load().RequestURI()}, nil
	}
	html, err := p.renderFirst()
	return postResult{status: status, html: html}, err
}

// form returns the data as that of an event, given the controls of the form.
func (p *formPost) form(c postControls) *wire.Form {
	f := &wire.Form{Kind: wire.Submit, Data: wire.NewFields(p.data...)}
	sent := slices.Sorted(maps.Keys(p.names))
	slices.Sort(c.optional)
	for _, name := range slices.Compact(c.optional) {
		if _, ok := p.names[name]; !ok && name != "" && hasRow(sent, name) {
			f.Unchecked = append(f.Unchecked, name)
		}
	}
	if name := p.operation(); name != "" {
		f.Kind, f.Source = wire.Change, name
		return f
	}
	for _, button := range c.submitters {
		if name := button.Attr("name"); slices.Contains(p.names[name], button.Attr("value")) && !strings.HasSuffix(name, "]") {
			f.Source = name
		}
	}
	return f
}

// hasRow reports whether names, which are sorted, have one of the row of a field. A field that is not in a row has one.
func hasRow(names []string, field string) bool {
	row := field[:strings.LastIndex(field, "]")+1]
	i, _ := slices.BinarySearch(names, row)
	return row == "" || i < len(names) && strings.HasPrefix(names[i], row)
}
