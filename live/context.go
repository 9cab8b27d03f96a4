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

// A pageContext is a request's context without cancellation and without pooled values.
type pageContext struct{ context.Context }

func (c pageContext) Value(key any) any {
	v := c.Context.Value(key)
	if v == nil || pooledTypes[reflect.TypeOf(v).String()] {
		return nil
	}
	return v
}

// newPageContext returns a pageContext of ctx.
func newPageContext(ctx context.Context) context.Context {
	return pageContext{context.WithoutCancel(ctx)}
}
