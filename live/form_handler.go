package live

import (
	"errors"
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
		data, _ := codec.DecodeForm(e.Form.Data.All(), nil, "", &v)
		s.reportUnknown(eventTypeFor[T](), wire.Event{Form: e.Form}, data.Unknown)
	}
	if err := f.form.decode(*e.Form); err != nil {
		return argumentError{err}
	}
	valid, err := f.form.validate()
	s.inst.prog.flashes.failed = !valid
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

func (onForm[T]) checkArgs(string) error { return nil } // its fields are sent with the form
