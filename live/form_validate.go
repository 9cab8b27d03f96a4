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
			f.check(found)
			maps.Copy(errs, found)
		}
	}
	for name, old := range f.failed {
		if _, ok := errs[name]; !ok && slices.Equal(old.value, f.texts(name)) {
			errs[name] = old.err
		}
	}
	for name, t := range f.typed {
		if t.err != "" && slices.Equal(t.value, f.texts(name)) {
			errs[name] = t.err
		}
	}
	f.Errors = errs
	return len(errs) == 0, nil
}

// fail takes what the handler of a submit returned.
func (f *Form[T]) fail(errs Errors) {
	f.check(errs)
	f.failed = make(map[string]failure, len(errs))
	for name, err := range errs {
		f.failed[name] = failure{err, f.texts(name)}
	}
	f.Errors, f.submitted = maps.Clone(errs), true
}

// check panics at an error of a field that T does not have: nobody would ever see it.
func (f *Form[T]) check(errs Errors) {
	for name := range errs {
		if name != "" {
			f.find(name)
		}
	}
}

// texts are how Value's field is written now.
func (f *Form[T]) texts(name string) []string {
	if name == "" {
		return nil
	}
	return f.find(name).Texts()
}
