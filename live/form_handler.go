package live

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// OnForm returns a handler that updates form as the user types, and calls save with the form's
// Value when the user submits valid data. If save returns an [Errors], the form shows them. Other
// errors are handled as described for [On].
//
// OnForm panics if form or save is nil.
func OnForm[T any](form *Form[T], save func(*Socket, T) error) EventHandler {
	if form == nil || save == nil {
		panicNil("OnForm", reflect.TypeFor[T]())
	}
	return EventHandler{name: eventTypeFor[T]().name, handler: onForm[T]{form, save}}
}

type onForm[T any] struct {
	form *Form[T]
	save func(*Socket, T) error
}

func (f onForm[T]) handle(s *Socket, e wire.Event) error {
	if e.Form == nil {
		return argumentError{errors.New("the event has no form data; bind it to a form element with Form.Bind")}
	}
	if s.inst.prog.isChecked() {
		var v T
		data, _ := codec.DecodeForm(e.Form.Data.All(), nil, "", &v, codec.Rows{}, false)
		s.reportUnknown(eventTypeFor[T](), wire.Event{Form: e.Form}, data.Unknown)
	}
	return f.receiveAndSave(s, e, false)
}

// post implements formReceiver.
func (f onForm[T]) post(s *Socket, e wire.Event) error { return f.receiveAndSave(s, e, true) }

// receiveAndSave is receive, and passes valid data that was submitted to the handler.
func (f onForm[T]) receiveAndSave(s *Socket, e wire.Event, define bool) error {
	valid, err := f.receive(s, e, define)
	if err != nil || !valid || e.Form.Kind != wire.Submit {
		return err
	}
	err = f.save(s, f.form.Value)
	if errs, ok := errors.AsType[Errors](err); ok {
		f.form.setSubmitErrors(errs)
		s.inst.prog.flashes.failed = true
		return nil
	}
	return err
}

// recover implements formReceiver.
func (f onForm[T]) recover(s *Socket, e wire.Event) error {
	_, err := f.receive(s, e, true)
	return err
}

// receive decodes and validates the data of an event. With define, it determines the rows.
func (f onForm[T]) receive(s *Socket, e wire.Event, define bool) (valid bool, err error) {
	unknown, err := f.form.decode(*e.Form, define)
	if err != nil {
		return false, argumentError{err}
	}
	if len(unknown) > 0 {
		s.reportUnknownRows(e.URL, unknown)
	}
	valid, err = f.form.validate()
	s.inst.prog.flashes.failed = !valid
	return valid, err
}

// reportUnknownRows logs that data of rows was dropped. In development it also shows that to the user.
func (s *Socket) reportUnknownRows(event string, names []string) {
	const text = "live: data for rows that the form does not have is dropped; name the controls as Form.Field does"
	s.inst.prog.log.Warn(text, s.inst.logAttrs("event", fmt.Sprintf("%.100s", event), "rows", fmt.Sprintf("%.200q", names))...)
	if s.inst.prog.srv.Dev {
		s.inst.prog.flashError(text)
	}
}

func (onForm[T]) checkArgs(string) error { return nil } // its fields are sent with the form
