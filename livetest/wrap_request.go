package livetest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// lateRequest replaces the path values of the request of a factory once the factory has returned.
const lateRequest = "livetest: request used after the factory returned"

// wrapRequest returns a hook that wraps the requests passed to factories. The path values of a
// request are valid until the factory returns: routers pool them, and later they may belong to
// another request. The hook overwrites them then, so that late uses are detected.
func wrapRequest(t testing.TB) func(*http.Request) (*http.Request, func()) {
	return func(received *http.Request) (*http.Request, func()) {
		ctx := &factoryContext{Context: received.Context(), t: t}
		r := received.WithContext(ctx)
		return r, func() {
			ctx.returned.Store(true)
			for segment := range strings.SplitSeq(r.Pattern, "{") {
				if name, _, ok := strings.Cut(segment, "}"); ok && name != "$" {
					r.SetPathValue(strings.TrimSuffix(name, "..."), lateRequest)
				}
			}
		}
	}
}

// A factoryContext is the context of a request that was passed to a factory.
type factoryContext struct {
	context.Context
	t        testing.TB
	returned atomic.Bool
}

func (c *factoryContext) Value(key any) any {
	v := c.Context.Value(key)
	if c.returned.Load() && fmt.Sprintf("%T", v) == "*chi.Context" {
		c.t.Errorf("%s: %v", lateRequest, key)
		return nil
	}
	return v
}
