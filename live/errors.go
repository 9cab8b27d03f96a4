package live

import (
	"errors"
	"maps"
	"slices"
	"strings"
)

var (
	// ErrNotFound, returned by Mount at the GET, answers the request with 404.
	ErrNotFound = errors.New("live: not found")

	// ErrGone is the outcome of an event whose component is no longer part of the page.
	ErrGone = errors.New("live: component is gone")
)

// Errors says what is wrong with a form, by the name of the field: Errors{"email": "is taken"}. The name "" stands for the
// form as a whole. A Validate method and the handler of a submit return it; any other error is logged instead of shown.
type Errors map[string]string

// Err is e as an error, nil when e is empty.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Error lists what is wrong, sorted by name: "age must be a whole number; email is taken".
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
