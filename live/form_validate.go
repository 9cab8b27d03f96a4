package live

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/lively-go/lively/internal/codec"
)

// validate sets Errors and reports whether there are none. It returns the error of T's Validate
// method if that is not an Errors. srv has the texts for fields whose input does not decode.
func (f *Form[T]) validate(ctx context.Context, srv *Server) (valid bool, err error) {
	errs := Errors{}
	if err := f.callValidate(ctx); err != nil {
		var found Errors
		if !errors.As(err, &found) {
			return false, fmt.Errorf("validate %T: %w", f.Value, err)
		}
		f.checkFields(found)
		maps.Copy(errs, found)
	}
	f.syncRows()
	f.forgetChangeErrors()
	for keyed, old := range f.handlerErrors {
		name, exists := f.rows.Positional(keyed)
		if _, ok := errs[name]; exists && !ok && slices.Equal(old.value, f.fieldTexts(name)) {
			errs[name] = old.err
		}
	}
	for keyed, in := range f.inputs {
		name, exists := f.rows.Positional(keyed)
		if exists && in.err != nil && slices.Equal(in.value, f.fieldTexts(name)) {
			err := *in.err
			if len(in.texts) == 0 { // the field is secret
				err.Input = ""
			}
			errs[name] = srv.messageFor(ctx, name, err)
		}
	}
	v := reflect.ValueOf(&f.Value).Elem()
	for name, err := range codec.PlanFor(v.Type()).MissingRows(v) {
		if _, ok := errs[name]; !ok {
			errs[name] = srv.messageFor(ctx, name, err)
		}
	}
	f.Errors = errs
	return len(errs) == 0, nil
}

// callValidate calls T's Validate method, if it has one.
func (f *Form[T]) callValidate(ctx context.Context) error {
	switch v := any(&f.Value).(type) {
	case validator:
		return v.Validate()
	case contextValidator:
		return v.Validate(f.eventContext(ctx))
	}
	return nil
}

// setChangeErrors adds the errors that the handler of a change has returned. They are shown once the user has
// changed the field. That of the whole form may depend on each field, so it is not recorded: the handler returns it
// again with the next change.
func (f *Form[T]) setChangeErrors(errs Errors) {
	ofFields := maps.Clone(errs)
	delete(ofFields, "")
	f.addHandlerErrors(ofFields, true)
	all := Errors{}
	maps.Copy(all, f.Errors)
	maps.Copy(all, errs)
	f.Errors = all
}

// setSubmitErrors records the errors returned by the submit handler.
func (f *Form[T]) setSubmitErrors(errs Errors) {
	f.handlerErrors = nil
	f.addHandlerErrors(errs, false)
	f.Errors, f.submitted = maps.Clone(errs), true
}

// addHandlerErrors records the errors that the handler of a change or of a submit has returned.
func (f *Form[T]) addHandlerErrors(errs Errors, isChange bool) {
	f.checkFields(errs)
	f.syncRows()
	all := make(map[string]handlerError, len(errs))
	maps.Copy(all, f.handlerErrors)
	for name, err := range errs {
		all[f.keyed(name)] = handlerError{err, f.fieldTexts(name), isChange}
	}
	f.handlerErrors = all
}

// forgetChangeErrors removes the errors that the handler of a change has returned for fields that have changed since.
func (f *Form[T]) forgetChangeErrors() {
	isOld := func(keyed string, e handlerError) bool {
		name, exists := f.rows.Positional(keyed)
		return e.isChange && exists && !slices.Equal(e.value, f.fieldTexts(name))
	}
	for keyed, e := range f.handlerErrors {
		if isOld(keyed, e) {
			f.handlerErrors = maps.Clone(f.handlerErrors)
			maps.DeleteFunc(f.handlerErrors, isOld)
			return
		}
	}
}

// checkFields panics if errs has an error for a field that T does not have, because it would never
// be shown.
func (f *Form[T]) checkFields(errs Errors) {
	for name := range errs {
		if name != "" {
			f.find(name)
		}
	}
}

// fieldTexts returns the formatted value of a field.
func (f *Form[T]) fieldTexts(name string) []string {
	if name == "" {
		return nil
	}
	return f.find(name).Texts()
}
