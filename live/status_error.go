package live

import (
	"errors"
	"fmt"
	"net/http"
)

// A StatusError is an error with the status of the response to the GET, for those that have no error of their own
// like [ErrNotFound]: Mount, or the handler of OnParams, returns it, or wraps it in another error. [ServeError] takes
// it, too.
type StatusError struct {
	Status int   // 400 to 599; any other means 500
	Err    error // the cause, which users do not see; nil means none
}

// Error implements error.
func (e *StatusError) Error() string {
	text := fmt.Sprintf("live: status %d %s", e.Status, http.StatusText(e.Status))
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *StatusError) Unwrap() error { return e.Err }

// statusOf returns the status of the response for err.
func statusOf(err error) int {
	if e, ok := errors.AsType[*StatusError](err); ok && 400 <= e.Status && e.Status <= 599 {
		return e.Status
	}
	switch {
	case errors.Is(err, ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, ErrForbidden):
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}
