package live

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

var (
	// ErrNotFound is returned by Mount during the GET to respond with 404.
	ErrNotFound = errors.New("live: not found")

	// ErrGone is returned by the handler of an event whose target no longer exists. The event is
	// then reported to the browser as stale, as is an event of a component that is no longer part
	// of the page.
	ErrGone = errors.New("live: component is gone")
)

// Errors holds the errors of a form by field name, such as Errors{"email": "is taken"}. The name ""
// stands for the form as a whole. The Validate method of a [Form]'s type and its submit handler
// return it to show errors in the form; other errors are logged and not shown.
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
