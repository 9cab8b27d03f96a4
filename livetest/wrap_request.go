package livetest

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// readLate is what a factory's request says in the place of its route's values once the factory has returned.
const lateRequest = "livetest: the request was read after the factory had returned"

// lend lends requests to factories. What the router found is good until the factory returns: routers keep it in pools, and who reads it later
// may read what belongs to another request. So it is overwritten.
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

// lent is the context of a request that is lent.
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
