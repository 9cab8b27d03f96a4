package live

import (
	"context"
	"reflect"
)

// pooled are values that routers and renderers put into a request's context and use again for another request, or that hold
// what was rendered: a view that read them later would read another visitor's.
var pooledTypes = map[string]bool{
	"*chi.Context":        true,
	"*templ.contextValue": true,
}

// kept is a request's context without its end and without pooled values.
type detachedContext struct{ context.Context }

func (c detachedContext) Value(key any) any {
	v := c.Context.Value(key)
	if v == nil || pooledTypes[reflect.TypeOf(v).String()] {
		return nil
	}
	return v
}

func detachContext(ctx context.Context) context.Context {
	return detachedContext{context.WithoutCancel(ctx)}
}
