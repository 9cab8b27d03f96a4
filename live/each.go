package live

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// EachKey is the type of the keys of the rows of an [Each].
type EachKey interface {
	~string | ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Each renders a row for each value of list, in order. key returns the key of a value, which is unique in
// the list and not empty, and show the row. A row whose value has not changed since the last render is not
// rendered: show is not called for it.
//
//	<ul>
//		@live.Each(v.Cards, Card.Key, v.card) {
//			<li>No cards yet</li>
//		}
//	</ul>
//
// If list is empty, Each renders its children, if it has any.
//
// If a row is one element without live-id and id, Each gives it the key as its live-id, so that it remains
// the same element in the browser when the row moves. Components in a row stay mounted, and one whose handler
// has run is rendered, as in a [Memo].
//
// A row must depend on nothing but its value, because a change of something else, such as of a field of the
// view, does not render it. In development, and in tests with package livetest, all rows are rendered, and
// a row that has changed although its value has not is reported. Put what else a row shows into its value.
//
// Values are compared with ==, and values that are pointers by what they point to. But a row is rendered
// each time if its value contains, or points to, a further pointer, slice, map, function, channel or
// interface, or a value of package sync: what that refers to may have changed. The exceptions are
// time.Time, netip.Addr and unique.Handle. Use a Memo in such a row if it is expensive.
//
// Two rows with the same key, and a row with an empty key, are reported as mistakes. They are rendered each
// time, and have no live-id of their own. Each panics if key or show is nil.
func Each[T any, K EachKey](list []T, key func(T) K, show func(T) templ.Component) templ.Component {
	if key == nil || show == nil {
		panic("live: Each: key or show is nil")
	}
	return &each[T, K]{list, key, show}
}

// An each is the component that Each returns.
type each[T any, K EachKey] struct {
	list []T
	key  func(T) K
	show func(T) templ.Component
}

// Render implements templ.Component.
func (e *each[T, K]) Render(ctx context.Context, w io.Writer) error {
	pos, err := renderPosOf(ctx, "Each")
	if err != nil {
		return err
	}
	l := findList(pos, e)
	l.lastPass = pos.pass.n
	if err := l.update(pos, e, newRegionContext(ctx, pos), w); err != nil {
		return err
	}
	if len(e.list) > 0 {
		return nil
	}
	return templ.GetChildren(ctx).Render(ctx, w)
}
