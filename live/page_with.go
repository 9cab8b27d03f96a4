package live

import (
	"context"
	"fmt"
	"net/http"

	"github.com/lively-go/lively/internal/pagelog"
	"github.com/lively-go/lively/internal/target"
)

// PageWith is like [Page], for pages that need the same value of type T, such as the user, which load returns for a
// request. factory and the views need not load it again, and cannot forget to check it:
//
//	mux.Handle("GET /orders", live.PageWith(loadMember, func(_ *http.Request, m Member) live.View { return &Orders{Member: m} }))
//
// load is called in each GET, and in each synthetic GET and recheck of the page, after middleware: a page whose user may
// not see it any more neither resumes nor stays live. If it returns an error, the factory is not called, and the
// response is that for an error of Mount: [ErrForbidden], [ErrNotFound], a [StatusError], or a [RedirectError] that leads
// to a login. The layout, components, nested and sticky views find the value with [Loaded].
//
// Middleware remains the place for what concerns other handlers, too. It stores values in the context without a type,
// and runs before load. PageWith panics if load or factory is nil.
func PageWith[T any](load func(*http.Request) (T, error), factory func(*http.Request, T) View) http.Handler {
	if load == nil || factory == nil {
		panic("live: PageWith: load or factory is nil")
	}
	return &page{
		factory: func(r *http.Request) (View, error) {
			value, err := load(r)
			if err != nil {
				return nil, err
			}
			if slot, ok := r.Context().Value(loadedKey{}).(*loaded); ok {
				slot.value = value
			}
			return factory(r, value), nil
		},
		load: func(r *http.Request) error {
			_, err := load(r)
			return err
		},
	}
}

// Loaded returns the value that the load function of [PageWith] has returned for the page, given a context of its
// layout or views, or [Socket.Context]. It reports false if there is none of type T.
func Loaded[T any](ctx context.Context) (value T, ok bool) {
	if slot, found := ctx.Value(loadedKey{}).(*loaded); found {
		value, ok = slot.value.(T)
	}
	return value, ok
}

type loadedKey struct{}

// loaded has the value that was loaded for a page. It is set before a view is mounted.
type loaded struct{ value any }

// withLoaded returns r with a place for the value that load returns, if the page has a load function.
func (p *page) withLoaded(r *http.Request) *http.Request {
	if p.load == nil {
		return r
	}
	return r.WithContext(context.WithValue(r.Context(), loadedKey{}, &loaded{}))
}

// check calls load for a request that mounts no view. It returns a panic as an error.
func (p *page) check(r *http.Request) (err error) {
	if p.load == nil {
		return nil
	}
	defer func() {
		if v := recover(); v != nil {
			err = pagelog.NewPanicError("panic", v)
		}
		if err != nil {
			err = &locatedError{error: err, handler: "load"}
		}
	}()
	return p.load(r)
}

// A RedirectError is the error with which load of [PageWith] or Mount leads to another page, such as a login; [ServeError]
// takes it, too. The response is a redirect with status 303.
type RedirectError struct {
	To string // a path on this server, or an http or https URL
}

// Error implements error.
func (e *RedirectError) Error() string { return fmt.Sprintf("live: redirect to %q", e.To) }

// isValid reports whether e leads somewhere.
func (e *RedirectError) isValid() bool { return target.IsLocal(e.To) || isHTTPURL(e.To) }
