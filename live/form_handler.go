package live

import (
	"errors"

	"github.com/lively-go/lively/internal/wire"
)

// OnForm keeps form up to date while the person types, and calls save when they submit and everything is valid. Errors that
// save returns are shown in the form.
func OnForm[T any](form *Form[T], save func(*Socket, T) error) EventHandler {
	return EventHandler{name: eventTypeFor[T]().name, form: true, handler: onForm[T]{form, save}}
}

type onForm[T any] struct {
	form *Form[T]
	save func(*Socket, T) error
}

func (f onForm[T]) handle(s *Socket, e wire.Event) error {
	if e.Form == nil {
		return argumentError{errors.New("no form was sent")}
	}
	if err := f.form.decode(*e.Form); err != nil {
		return argumentError{err}
	}
	if valid, err := f.form.validate(); err != nil || !valid || !e.Form.Submit {
		return err
	}
	err := f.save(s, f.form.Value)
	if errs, ok := errors.AsType[Errors](err); ok {
		f.form.setSubmitErrors(errs)
		return nil
	}
	return err
}

func (onForm[T]) checkArgs(string) error { return nil } // its fields come from the form
