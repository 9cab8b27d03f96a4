package live

import (
	"context"
	"reflect"
)

// pooled are values that routers and renderers put into a request's context and use again for another request, or that hold
// what was rendered: a view that read them later would read another visitor's.
var pooled = map[string]bool{
	"*chi.Context":        true,
	"*templ.contextValue": true,
}

// kept is a request's context without its end and without pooled values.
type kept struct{ context.Context }

func (k kept) Value(key any) any {
	v := k.Context.Value(key)
	if v == nil || pooled[reflect.TypeOf(v).String()] {
		return nil
	}
	return v
}

func keep(ctx context.Context) context.Context { return kept{context.WithoutCancel(ctx)} }
