package live

import (
	"context"
	"crypto/rand"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/wire"
)

// submitKeyName is the name of the field that SubmitKey writes.
const submitKeyName = "live-submit-key"

// maxSubmitKey is the length up to which a key from a browser is accepted.
const maxSubmitKey = 64

// SubmitKey returns a hidden field with the key of form, to be rendered in its form element:
//
//	<form { v.Order.Bind()... }>
//		@live.SubmitKey(&v.Order)
//
// The key is sent with each submission. If the connection is lost before the answer arrives and the page
// is mounted again, the page keeps its key, so that the handler can recognize a submission that it has
// already handled; see [Form.SubmitKey].
func SubmitKey[T any](form *Form[T]) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<input type="hidden" name="`+submitKeyName+`" value="`+form.newSubmitKey()+`">`)
		return err
	})
}

// SubmitKey returns the key of the submission that the form has received last, or, before the first one,
// the key with which it is rendered. A form has a random key of at least 128 bits until [Form.Reset],
// which makes a new one. Two tabs have different keys. A submission that is sent again has the same key:
// store the key with what the form creates, with a unique index, and treat a duplicate as done.
//
// The key comes from the browser. Its format is checked, but a user can send the same key as another
// one: let the index include the user. The form should contain a [SubmitKey] field; without one, a page
// that is mounted again has another key.
func (f *Form[T]) SubmitKey() string {
	if f.receivedKey != "" {
		return f.receivedKey
	}
	return f.newSubmitKey()
}

// newSubmitKey returns the key with which the form is rendered.
func (f *Form[T]) newSubmitKey() string {
	if f.submitKey == "" {
		f.submitKey = rand.Text()
	}
	return f.submitKey
}

// receiveSubmitKey takes the key from the form data. A submission has the key with which the browser
// sent it, even if the form has been reset since: it may be one that was handled before. A page that
// was mounted again, or is rendered for a POST, keeps its key: with define, the view is new.
func (f *Form[T]) receiveSubmitKey(sent wire.Form, define bool) {
	if f.receivedKey == "" && !strings.Contains(string(sent.Data), submitKeyName) { // as most forms
		return
	}
	key := ""
	for name, value := range sent.Data.All() {
		if name == submitKeyName {
			key = value
		}
	}
	if !isSubmitKey(key) {
		key = ""
	}
	if sent.Kind == wire.Submit {
		f.receivedKey = key
	}
	if key != "" && (sent.Kind == wire.Restore || define) {
		f.submitKey = key
	}
}

// isSubmitKey reports whether key has the format of rand.Text, which may become longer.
func isSubmitKey(key string) bool {
	isOther := func(c rune) bool { return (c < 'A' || c > 'Z') && (c < '2' || c > '7') }
	return len(key) >= len(rand.Text()) && len(key) <= maxSubmitKey && !strings.ContainsFunc(key, isOther)
}
