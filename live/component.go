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

	"github.com/lively-go/lively/diff"
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
		pos, err := renderPosOf(ctx, "Component")
		if err != nil {
			return err
		}
		inst, err := pos.resolve(key, child)
		if err != nil {
			return err
		}
		buf := bufferPool.Get().(*bytes.Buffer)
		defer bufferPool.Put(buf)
		buf.Reset()
		childCtx := context.WithValue(ctx, renderPosKey{}, &renderPos{pos.pass, inst, pos.memo})
		if err := child.Render().Render(childCtx, buf); err != nil {
			return err
		}
		return inst.writeHTML(w, buf.Bytes())
	})
}

var bufferPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var hashSeed = maphash.MakeSeed()

// write puts key and number into the root element's tag.
func (inst *instance) writeHTML(w io.Writer, markup []byte) error {
	id := ` live-id="` + html.EscapeString(inst.key) + `" live-c="` + strconv.FormatUint(inst.num, 10) + `"`
	pos, err := inst.attrsOffset(markup)
	if err != nil {
		return fmt.Errorf("live: component %q (%T): %w", inst.key, inst.view, err)
	}
	if startsWithComponentAttrs(markup[pos:]) {
		return fmt.Errorf("live: component %q (%T): its root is itself a component: put an element around that", inst.key, inst.view)
	}
	if pos == 0 { // nothing was rendered: a place for what may come
		_, err = io.WriteString(w, "<template"+id+"></template>")
		return err
	}
	if _, err = w.Write(markup[:pos]); err != nil {
		return err
	}
	if _, err = io.WriteString(w, id); err != nil {
		return err
	}
	_, err = w.Write(markup[pos:])
	return err
}

// isComponent says whether attributes are those of a component's root: write puts its own first.
func startsWithComponentAttrs(attrs []byte) bool {
	rest, ok := bytes.CutPrefix(attrs, []byte(` live-id="`))
	_, rest, _ = bytes.Cut(rest, []byte(`"`))
	return ok && bytes.HasPrefix(rest, []byte(` live-c="`))
}

// root returns where the attributes of the root element start, 0 if there is none. It reads markup only when that has changed.
func (inst *instance) attrsOffset(markup []byte) (int, error) {
	sum := maphash.Bytes(hashSeed, markup)
	if sum == inst.htmlHash && inst.attrsPos <= len(markup) {
		return inst.attrsPos, nil
	}
	pos, err := diff.Root(markup)
	if err == nil {
		inst.htmlHash, inst.attrsPos = sum, pos
	}
	return pos, err
}
