package live

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// decode decodes the form data that the browser sent into Value. With define, the data determines the
// rows. decode returns some names of rows that the form does not have and had not. If the data exceeds a
// limit, decode returns an error and leaves the form unchanged.
func (f *Form[T]) decode(sent wire.Form, define bool) (unknown []string, err error) {
	formTypeFor[T]()
	if sent.Kind == wire.Reset {
		f.restoreClean()
		return nil, nil
	}
	value, unchecked := f.Value, sent.Unchecked
	if f.lastButton != "" { // the value of a button applies only to its own submission
		unchecked = append(slices.Clip(unchecked), f.lastButton)
	}
	data, err := codec.DecodeForm(sent.Data.All(), unchecked, sent.Source, &value, f.rows, define)
	if err != nil {
		return nil, fmt.Errorf("decode form: %w", err)
	}
	if f.clean == nil {
		f.MarkClean()
	}
	f.Value, f.rows, f.lastButton, f.target, f.submitter = value, data.Rows, "", "", newSubmitter(sent)
	f.receiveSubmitKey(sent, define)
	f.keepInputs(data)
	changed := cmp.Or(data.Source, data.Slice)
	switch sent.Kind {
	case wire.Submit:
		f.submitted, f.handlerErrors = true, nil
		if !strings.Contains(data.Source, "[") {
			f.lastButton = data.Source
		}
	case wire.Change:
		f.target = changed
		f.touch(changed)
		f.touchControls(sent.Earlier)
	case wire.Restore:
		f.touch(changed)
		f.touchControls(sent.Earlier)
	}
	f.forgetRows()
	if f.recovered = f.recovered || define || sent.Kind == wire.Restore; f.recovered {
		return nil, nil
	}
	return data.UnknownRows, nil
}

// touch records that the user has changed a field, given by its name with the keys of rows.
func (f *Form[T]) touch(name string) {
	if name == "" || f.touched[name] {
		return
	}
	touched := map[string]bool{name: true}
	maps.Copy(touched, f.touched)
	f.touched = touched
}

// keepInputs keeps the inputs whose text differs from the formatted value: "007", "1.", "x".
func (f *Form[T]) keepInputs(data codec.FormData) {
	kept := map[string]input{}
	for name, in := range f.inputs {
		if _, sent := data.Fields[name]; !sent {
			kept[name] = in
		}
	}
	for name, got := range data.Fields {
		positional, ok := f.rows.Positional(name)
		if !ok {
			continue // an operation in the same data has removed the row
		}
		fv := f.find(positional)
		value := fv.Texts()
		if got.Err == nil && (fv.Secret() || slices.Equal(got.Texts, value)) {
			continue
		}
		in := input{texts: got.Texts, value: value, err: got.Err}
		if fv.Secret() {
			in.texts = nil
		}
		kept[name] = in
	}
	f.inputs = kept
}
