package live

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lively-go/lively/internal/codec"
	"github.com/lively-go/lively/internal/wire"
)

// decode reads what the browser sent into Value. An error means that the post breaks a limit and is to be refused; the form
// is then as it was.
func (f *Form[T]) decode(w wire.Form) error {
	formTypeFor[T]()
	value, unchecked := f.Value, w.Unchecked
	if f.lastButton != "" { // what a button says, it says of its own submit only
		unchecked = append(slices.Clip(unchecked), f.lastButton)
	}
	post, err := codec.DecodeForm(w.Data, unchecked, w.Source, &value)
	if err != nil {
		return fmt.Errorf("decode form: %w", err)
	}
	f.Value, f.lastButton = value, ""
	f.keepInputs(post)
	switch {
	case w.Submit:
		f.submitted, f.submitErrors = true, nil
		if !strings.Contains(post.Source, "[") {
			f.lastButton = post.Source
		}
	case post.Source != "" && !f.touched[post.Source]:
		touched := map[string]bool{post.Source: true}
		maps.Copy(touched, f.touched)
		f.touched = touched
	}
	return nil
}

// keepTyped keeps the texts that are not what Value is written as: "007", "1.", "x".
func (f *Form[T]) keepInputs(post codec.FormData) {
	kept := map[string]input{}
	for name, t := range f.inputs {
		list, _, inList := strings.Cut(name, "[")
		if _, again := post.Fields[name]; !again && !(inList && post.Lists[list]) {
			kept[name] = t
		}
	}
	for name, s := range post.Fields {
		ref := f.find(name)
		value := ref.Texts()
		if s.Err == "" && (ref.Secret() || slices.Equal(s.Texts, value)) {
			continue
		}
		t := input{texts: s.Texts, value: value, err: s.Err}
		if ref.Secret() {
			t.texts = nil
		}
		kept[name] = t
	}
	f.inputs = kept
}
