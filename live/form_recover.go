package live

import (
	"errors"
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/wire"
)

// AutoRecover returns the attribute of a form, or of another element with a live-change binding, that names
// another event with which the page reports to a new view what the user has entered, in place of the event of the
// binding: see [Form]. The view handles it after Mount and before Joined is called. A field of the event with the name of a
// control receives its value, as for [Change]:
//
//	<form { v.Form.Bind()... } { live.AutoRecover(Restore{Step: v.Step})... }>
//
// AutoRecover panics if event has no valid event name.
func AutoRecover(event any) Attr {
	url := eventURLOf(event)
	if url == wire.NoRecovery {
		panic(fmt.Sprintf("live: AutoRecover: an event cannot be called %q; that stands for NoAutoRecover", url))
	}
	return newAttr(templ.KeyValue[string, any]{Key: wire.AutoRecover, Value: url})
}

// NoAutoRecover returns the attribute of a form, or of another element with a live-change binding, that is not
// reported to a new view: it then shows what the new view has rendered.
func NoAutoRecover() Attr {
	return newAttr(templ.KeyValue[string, any]{Key: wire.AutoRecover, Value: wire.NoRecovery})
}

// A formReceiver is the handler of a form.
type formReceiver interface {
	// recover decodes and validates what a page held before the view was mounted. used are the names of the
	// controls that the user had changed.
	recover(s *Socket, e wire.Event, used []string) error

	// post handles a POST: the data determines the rows, and a submit calls the handler.
	post(s *Socket, e wire.Event) error

	// hasID reports whether the form is the one in an element with this id.
	hasID(id string) bool
}

// maxRecoveredEvents is the number of events for the forms of a join that a view receives: each calls a handler, but
// is not counted by Server.EventRate. The client sends events for the other forms.
const maxRecoveredEvents = 100

// recoverForms passes what the page held before it joined to the view, which was mounted for the join, and
// renders the view again: the page keeps what the user has entered. It must be called before Join. It returns the
// indexes of the forms that no handler has received, and an error if the view panics or cannot be rendered.
func (p *program) recoverForms(forms []wire.JoinForm) (unrecovered []int, err error) {
	completed := false
	defer p.recoverProgram(&completed, &err)
	p.ses.Page.RunUnadopted("recover forms", func() {
		p.recovering = true
		defer func() { p.recovering = false }()
		events := 0
		for i, form := range forms {
			urls, _ := wire.ParseEvents(form.URL)
			if events += max(len(urls), 1); events > maxRecoveredEvents || !p.recoverForm(urls, form) {
				unrecovered = append(unrecovered, i)
			}
		}
		if len(unrecovered) < len(forms) && p.redirect() == "" {
			err = p.renderRecovered()
		}
	})
	completed = true
	return unrecovered, err
}

// recoverForm passes the data of a form to the handlers of the events with these URLs. It reports whether there is
// one.
func (p *program) recoverForm(urls []string, sent wire.JoinForm) (isReceived bool) {
	for _, url := range urls {
		isReceived = p.recoverEvent(url, sent) || isReceived
	}
	return isReceived
}

// recoverEvent passes the data of a form to the handler of the event with this URL. It reports whether there is one.
func (p *program) recoverEvent(url string, sent wire.JoinForm) bool {
	name, _, _ := strings.Cut(url, "?")
	inst, h := p.receiverOf(name, sent.ID)
	if inst == nil {
		return false
	}
	inst.invalidateMemos()
	e, err := wire.Event{URL: url, Form: &sent.Form}, error(nil)
	if form, ok := h.handler.(formReceiver); ok {
		err = form.recover(&inst.socket, e, sent.Used)
	} else {
		err = h.handle(&inst.socket, e)
	}
	if paramsErr := p.handleParams(); paramsErr != nil {
		p.root.socket.reportError("OnParams", paramsErr)
	}
	if err != nil {
		p.outcomeOf(inst, name, err) // logs it
	}
	return true
}

// receiverOf returns the handler of the event name, and its view or component. The numbers of components are those
// of an earlier view: if several handle the event, it is the one whose form has the id, and otherwise unknown. Then
// the client finds out when it shows the HTML of the view.
func (p *program) receiverOf(name, id string) (receiver *instance, h EventHandler) {
	count := 0
	isFound := false
	p.root.walk(func(inst *instance) bool {
		found, ok := inst.events().find(name)
		if !ok || name == "" {
			return true
		}
		if form, ok := found.handler.(formReceiver); ok && form.hasID(id) {
			receiver, h, isFound = inst, found, true
			return false
		}
		if count++; count == 1 {
			receiver, h = inst, found
		}
		return true
	})
	if !isFound && count != 1 {
		return nil, EventHandler{}
	}
	return receiver, h
}

func (p *program) renderRecovered() error {
	_, err := p.renderFirst()
	if err == nil && p.redirect() != "" {
		err = errors.New("the view navigates to another page")
	}
	return err
}
