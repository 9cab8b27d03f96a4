package live

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// validate says in Errors what is wrong with Value. Its error is what T's Validate returned, if that was something else than
// Errors.
func (f *Form[T]) validate() (valid bool, err error) {
	errs := Errors{}
	if v, ok := any(&f.Value).(validator); ok {
		if err := v.Validate(); err != nil {
			var found Errors
			if !errors.As(err, &found) {
				return false, fmt.Errorf("validate %T: %w", f.Value, err)
			}
			f.checkFields(found)
			maps.Copy(errs, found)
		}
	}
	for name, old := range f.submitErrors {
		if _, ok := errs[name]; !ok && slices.Equal(old.value, f.fieldTexts(name)) {
			errs[name] = old.err
		}
	}
	for name, t := range f.inputs {
		if t.err != "" && slices.Equal(t.value, f.fieldTexts(name)) {
			errs[name] = t.err
		}
	}
	f.Errors = errs
	return len(errs) == 0, nil
}

// fail takes what the handler of a submit returned.
func (f *Form[T]) setSubmitErrors(errs Errors) {
	f.checkFields(errs)
	f.submitErrors = make(map[string]submitError, len(errs))
	for name, err := range errs {
		f.submitErrors[name] = submitError{err, f.fieldTexts(name)}
	}
	f.Errors, f.submitted = maps.Clone(errs), true
}

// check panics at an error of a field that T does not have: nobody would ever see it.
func (f *Form[T]) checkFields(errs Errors) {
	for name := range errs {
		if name != "" {
			f.find(name)
		}
	}
}

// texts are how Value's field is written now.
func (f *Form[T]) fieldTexts(name string) []string {
	if name == "" {
		return nil
	}
	return f.find(name).Texts()
}
