package live

import (
	"context"
	"reflect"
)

// pooledTypes are the types of context values that routers and renderers reuse for other requests.
// A view that read them later would see the data of another request.
var pooledTypes = map[string]bool{
	"*chi.Context":        true,
	"*templ.contextValue": true,
}

// A detachedContext is a request's context without cancellation and without pooled values.
type detachedContext struct{ context.Context }

func (c detachedContext) Value(key any) any {
	v := c.Context.Value(key)
	if v == nil || pooledTypes[reflect.TypeOf(v).String()] {
		return nil
	}
	return v
}

// detachContext returns a detachedContext of ctx.
func detachContext(ctx context.Context) context.Context {
	return detachedContext{context.WithoutCancel(ctx)}
}
