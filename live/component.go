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

// Component renders child as a component of the view that is being rendered. That view holds child
// in a field or slice. A component has its own [Socket], events and lifetime.
//
// key identifies the component among its siblings and becomes the live-id of its root element. The
// pointer child is the component's identity: it may move to another key or parent without being
// remounted. A component is mounted before its first render and unmounted after a completed render
// that does not include it.
//
// The HTML of child must be empty or have exactly one root element, which must not itself be a
// component. Of the components around the element, the innermost one that lists the event in Events
// handles it; if there is none, the page's view does.
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
		if err := renderView(childCtx, child, buf); err != nil {
			return err
		}
		return inst.writeHTML(w, buf.Bytes())
	})
}

// bufferPool holds buffers for the HTML of components and Memos.
var bufferPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// hashSeed is the seed of instance.htmlHash.
var hashSeed = maphash.MakeSeed()

// writeHTML writes markup with live-id and live-c inserted into the start tag of the root element.
func (inst *instance) writeHTML(w io.Writer, markup []byte) error {
	id := ` live-id="` + html.EscapeString(inst.key) + `" live-c="` + strconv.FormatUint(inst.num, 10) + `"`
	pos, err := inst.attrsOffset(markup)
	if err != nil {
		return inst.rootError(markup, err)
	}
	if startsWithComponentAttrs(markup[pos:]) {
		return fmt.Errorf("live: component %q (%T): its root element is itself a component; wrap it in an element",
			inst.key, inst.view)
	}
	if pos == 0 { // the component is empty: write a placeholder
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

// startsWithComponentAttrs reports whether attrs are those of a component's root element, in which
// writeHTML puts its own attributes first.
func startsWithComponentAttrs(attrs []byte) bool {
	rest, ok := bytes.CutPrefix(attrs, []byte(` live-id="`))
	_, rest, _ = bytes.Cut(rest, []byte(`"`))
	return ok && bytes.HasPrefix(rest, []byte(` live-c="`))
}

// attrsOffset returns the offset of the attributes of the root element, or 0 if markup is empty. It
// does not parse markup again if it is unchanged.
func (inst *instance) attrsOffset(markup []byte) (int, error) {
	sum := maphash.Bytes(hashSeed, markup)
	if sum == inst.htmlHash && inst.attrsPos <= len(markup) {
		return inst.attrsPos, nil
	}
	pos, err := htmlscan.Root(markup)
	if err == nil {
		inst.htmlHash, inst.attrsPos = sum, pos
	}
	return pos, err
}
