package live

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

var (
	// ErrNotFound is the error that Mount, or the handler of OnParams, returns during the GET to
	// respond with 404.
	ErrNotFound = errors.New("live: not found")

	// ErrForbidden is likewise the error to respond with 403: the user may not see the page.
	ErrForbidden = errors.New("live: forbidden")

	// ErrGone is the error that an event handler returns if the target of the event no longer
	// exists. The browser then receives the outcome "stale", as it does for an event of a component
	// that is no longer part of the page.
	ErrGone = errors.New("live: component is gone")
)

// Errors holds the errors of a form by field name, such as Errors{"email": "is taken"}. The name ""
// stands for the form as a whole. The Validate method of a [Form]'s type, and its submit handler,
// return an Errors to show errors in the form. Any other error is logged, and the user sees a
// generic message.
type Errors map[string]string

// Err returns e, or nil if e is empty.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Error returns the errors sorted by field name: "age must be a whole number; email is taken".
func (e Errors) Error() string {
	var b strings.Builder
	for i, name := range slices.Sorted(maps.Keys(e)) {
		if i > 0 {
			b.WriteString("; ")
		}
		if name != "" {
			b.WriteString(name + " ")
		}
		b.WriteString(e[name])
	}
	return b.String()
}
