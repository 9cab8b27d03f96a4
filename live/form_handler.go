package live

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

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
	return EventHandler{name: eventTypeFor[T]().name, handler: onForm[T]{form, save, nil}}
}

// OnFormChange is like [OnForm], and also calls change with the form when the user has changed or reset it, and
// when a new view has received what an earlier one had: the data is decoded and validated then, and need not be
// valid. [Form.Target] returns which field has changed. change may modify the form, which is then validated again.
// If change returns an [Errors], the form shows them for the fields that the user has changed. Each remains until its
// field changes or the form is submitted, so that change need not check a field again while others change: let
// Validate return an error that depends on several fields. That of the whole form, with the name "", remains until
// the next change. Other errors are handled as described for [On].
//
// OnFormChange panics if form, change or save is nil.
func OnFormChange[T any](form *Form[T], change func(*Socket, *Form[T]) error, save func(*Socket, T) error) EventHandler {
	if form == nil || change == nil || save == nil {
		panicNil("OnFormChange", reflect.TypeFor[T]())
	}
	return EventHandler{name: eventTypeFor[T]().name, handler: onForm[T]{form, save, change}}
}

type onForm[T any] struct {
	form   *Form[T]
	save   func(*Socket, T) error
	change func(*Socket, *Form[T]) error // nil if there is none
}

func (f onForm[T]) handle(s *Socket, e wire.Event) error {
	if e.Form == nil {
		return argumentError{errors.New("the event has no form data; bind it to a form element with Form.Bind")}
	}
	if s.inst.prog.isChecked() {
		f.checkNames(s, *e.Form)
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

// checkNames reports controls whose names are not fields of T. A submit button need not be one.
func (f onForm[T]) checkNames(s *Socket, sent wire.Form) {
	var v T
	data, _ := codec.DecodeForm(sent.Data.All(), nil, "", &v, codec.Rows{}, false)
	unknown := data.Unknown
	if sent.Kind == wire.Submit {
		unknown = slices.DeleteFunc(unknown, func(name string) bool { return name == sent.Source })
	}
	s.reportUnknown(eventTypeFor[T](), wire.Event{Form: &sent}, unknown)
}

// recover implements formReceiver.
func (f onForm[T]) recover(s *Socket, e wire.Event, used []string) error {
	_, err := f.receive(s, e, true)
	if err == nil {
		f.form.touchControls(used)
	}
	return err
}

// hasID implements formReceiver.
func (f onForm[T]) hasID(id string) bool { return f.form.ID != "" && f.form.ID == id }

// receive decodes and validates the data of an event. With define, it determines the rows.
func (f onForm[T]) receive(s *Socket, e wire.Event, define bool) (valid bool, err error) {
	unknown, err := f.form.decode(*e.Form, define)
	if err != nil {
		return false, argumentError{err}
	}
	if len(unknown) > 0 {
		s.reportUnknownRows(e.URL, unknown)
	}
	valid, err = f.form.validate(s.Context(), s.inst.prog.srv)
	if err == nil && f.change != nil && e.Form.Kind != wire.Submit {
		valid, err = f.callChange(s, valid)
	}
	s.inst.prog.flashes.failed = !valid
	return valid, err
}

// callChange calls the handler of a change. It reports whether the form is valid afterwards.
func (f onForm[T]) callChange(s *Socket, wasValid bool) (valid bool, err error) {
	before := cloneValue(&f.form.Value)
	changeErr := f.change(s, f.form)
	valid = wasValid
	if !f.form.hasValue(before) {
		if valid, err = f.form.validate(s.Context(), s.inst.prog.srv); err != nil {
			return false, err
		}
	}
	if errs, ok := errors.AsType[Errors](changeErr); ok {
		f.form.setChangeErrors(errs)
		return false, nil
	}
	return valid, changeErr
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
