package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"reflect"
	"strconv"

	"github.com/a-h/templ"
	"github.com/a-h/templ/runtime"
)

// Nested renders a nested view: a view within a page, with a session of its own. In contrast to a
// [Component], it shares neither fields nor a goroutine with the view around it, its parent: while its
// handler runs, or after it has panicked, the rest of the page continues to work.
//
// key identifies the nested view within the view or component that renders it. props is what the parent
// passes to it: values, or IDs of what the nested view reads itself. mount returns a new view for props.
// It is called by the goroutine of the nested view, so it must not use the parent. The view may have any
// of the methods of a [View], but only the page's own view may have a Title, an [OnParams], or call
// [Socket.Patch]. If props differ (==) in a later render of the parent, the view's method
//
//	Props(*Socket, P) error
//
// is called with the new ones. A view without that method must not receive other props under the same key.
//
// A nested view is mounted when its parent first renders it, and unmounted when the parent no longer
// renders it or ends. In the GET, it is mounted at once, and its HTML is part of the document. Later, it
// is mounted by a goroutine of its own: the parent does not wait. If mounting it fails, or if it panics
// later, it is mounted again by itself after 1, 2, 4 … 30 seconds. Meanwhile the page shows the
// [Fallback] or, without one, what the nested view has rendered last.
//
// The page and its nested views, also those within nested views, are limited to
// [Server.MaxSessionsPerConnection]. Each counts as a session for [Server.MaxSessions].
//
// Parent and nested view exchange messages with [Socket.Send] and [Send]. Nested panics if mount is nil.
func Nested[P comparable](key string, props P, mount func(P) View, options ...NestedOption) templ.Component {
	if mount == nil {
		panic(fmt.Sprintf("live: Nested %q: mount is nil", key))
	}
	kind := &nestedKind{
		props: reflect.TypeFor[P](),
		mount: func(props any) View {
			p, _ := props.(P) // not if P is an interface and props is nil
			return mount(p)
		},
		update: func(v View, s *Socket, props any) (ok bool, err error) {
			r, ok := v.(interface{ Props(*Socket, P) error })
			if !ok {
				return false, nil
			}
			p, _ := props.(P)
			return true, r.Props(s, p)
		},
	}
	o := nestedOptions{element: "div"}
	for _, option := range options {
		option.apply(&o)
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		pos, err := renderPosOf(ctx, "Nested")
		if err != nil {
			return err
		}
		if path, bad := findUncomparable(reflect.ValueOf(props)); bad != nil {
			return fmt.Errorf("live: Nested %q: props of type %T are not comparable: %s holds a %s", key, props, path, bad)
		}
		n := pos.resolveNested(key, props, kind, o)
		if n == nil {
			return nil
		}
		return n.write(ctx, w)
	})
}

// A nestedKind is what [Nested] knows about the type of props.
type nestedKind struct {
	props  reflect.Type
	mount  func(props any) View
	update func(v View, s *Socket, props any) (ok bool, err error) // calls Props of v, if it has that
}

// A NestedOption changes how [Nested] shows a view.
type NestedOption struct{ apply func(*nestedOptions) }

type nestedOptions struct {
	element    string
	attributes templ.Attributes
	fallback   templ.Component
	lazy       bool
}

// Fallback sets what is shown while a nested view is not mounted: before a view that the parent renders
// after the GET has been mounted, before a [Lazy] one is visible, and after its Mount has failed or it has
// panicked, until it is mounted again. The parent renders the component, which must not contain bindings.
// Zero means nothing.
func Fallback(c templ.Component) NestedOption {
	return NestedOption{func(o *nestedOptions) { o.fallback = c }}
}

// Lazy makes the nested view be mounted only when its element becomes visible in the window. The document of
// the GET contains the [Fallback].
func Lazy() NestedOption { return NestedOption{func(o *nestedOptions) { o.lazy = true }} }

// RootElement sets the element around the nested view, where the default is a div, and its attributes. The
// element is rendered by the parent. For a nested view in a table or a list use the element that contains
// the rows, such as tbody or ul, and in a drawing use g. RootElement panics if an element of this name cannot
// contain a view.
func RootElement(name string, attributes ...templ.Attributes) NestedOption {
	if _, ok := nestedContext(name); !ok {
		panic(fmt.Sprintf("live: RootElement: a nested view cannot be in an element <%s>", name))
	}
	return NestedOption{func(o *nestedOptions) {
		o.element, o.attributes = name, nil
		for _, a := range attributes {
			if o.attributes == nil {
				o.attributes = templ.Attributes{}
			}
			for name, value := range a {
				o.attributes[name] = value
			}
		}
	}}
}

// write writes the element of n. Its content is the fallback unless the view is mounted: then the content
// belongs to the session of the view.
func (n *nested) write(ctx context.Context, w io.Writer) error {
	buf := bufferPool.Get().(*bytes.Buffer)
	defer bufferPool.Put(buf)
	buf.Reset()
	buf.WriteString("<" + n.options.element + ` live-root="` + strconv.FormatUint(n.num, 10) + `"`)
	if n.options.lazy {
		buf.WriteString(` live-lazy`)
	}
	if len(n.options.attributes) > 0 {
		if err := runtime.RenderAttributes(ctx, buf, w, n.options.element, n.options.attributes); err != nil {
			return err
		}
	}
	buf.WriteByte('>')
	if n.prog == nil && n.options.fallback != nil {
		if err := n.options.fallback.Render(ctx, buf); err != nil {
			return err
		}
	}
	buf.WriteString("</" + n.options.element + ">")
	_, err := w.Write(buf.Bytes())
	return err
}
