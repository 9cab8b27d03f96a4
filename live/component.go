package live

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"html"
	"io"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/internal/htmlscan"
)

// Component renders child, a view that the enclosing view holds in a field or slice, as a component: with a Socket, events and
// a lifetime of its own. The parent's struct is the component tree. key tells components of one parent apart and becomes the
// root element's live-id; it moves with the element. A component is the same as long as the pointer is: it may move to another key or
// parent. It is mounted before its first render and unmounted when a completed render did not reach it.
//
// Its HTML must have exactly one root element, or none (an if that is false). An event goes to the innermost component around the element whose
// Events list it, then outward.
func Component(key string, child View) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		at, err := placeOf(ctx, "Component")
		if err != nil {
			return err
		}
		sc, err := at.enter(key, child)
		if err != nil {
			return err
		}
		buf := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(buf)
		buf.Reset()
		inside := context.WithValue(ctx, placeKey{}, &place{at.pass, sc, at.memo})
		if err := child.Render().Render(inside, buf); err != nil {
			return err
		}
		return sc.write(w, buf.Bytes())
	})
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var seed = maphash.MakeSeed()

// write puts key and number into the root element's tag.
func (sc *scope) write(w io.Writer, markup []byte) error {
	id := ` live-id="` + html.EscapeString(sc.key) + `" live-c="` + strconv.FormatUint(sc.num, 10) + `"`
	root, err := sc.root(markup)
	if err != nil {
		return fmt.Errorf("live: component %q (%T): %w", sc.key, sc.view, err)
	}
	if isComponent(markup[root:]) {
		return fmt.Errorf("live: component %q (%T): its root is itself a component: put an element around that", sc.key, sc.view)
	}
	if root == 0 { // nothing was rendered: a place for what may come
		_, err = io.WriteString(w, "<template"+id+"></template>")
		return err
	}
	if _, err = w.Write(markup[:root]); err != nil {
		return err
	}
	if _, err = io.WriteString(w, id); err != nil {
		return err
	}
	_, err = w.Write(markup[root:])
	return err
}

// isComponent says whether attributes are those of a component's root: write puts its own first.
func isComponent(attributes []byte) bool {
	rest, ok := bytes.CutPrefix(attributes, []byte(` live-id="`))
	_, rest, _ = bytes.Cut(rest, []byte(`"`))
	return ok && bytes.HasPrefix(rest, []byte(` live-c="`))
}

// root returns where the attributes of the root element start, 0 if there is none. It reads markup only when that has changed.
func (sc *scope) root(markup []byte) (int, error) {
	sum := maphash.Bytes(seed, markup)
	if sum == sc.markup && sc.tag <= len(markup) {
		return sc.tag, nil
	}
	tag, err := htmlscan.Root(markup)
	if err == nil {
		sc.markup, sc.tag = sum, tag
	}
	return tag, err
}
