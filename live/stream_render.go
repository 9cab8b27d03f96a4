package live

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"html"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/a-h/templ/runtime"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/internal/htmlscan"
	"github.com/lively-go/lively/internal/wire"
)

// Show renders the element around the rows, such as ul or tbody, with these attributes:
//
//	@v.messages.Show("ul", templ.Attributes{"class": "log"}, live.ViewportTop(Earlier{})) {
//		<li>No messages yet.</li>
//	}
//
// The children, one element, are shown while there are no rows. Other elements are not allowed in the element,
// and a Stream can be rendered only once in a page. Show panics if an element of this name cannot contain rows.
func (st *Stream[T]) Show(element string, attributes ...templ.Attributer) templ.Component {
	in, ok := nestedContext(element)
	if !ok {
		panic(fmt.Sprintf("live: Stream.Show: an element <%s> cannot contain rows", element))
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		pos, err := renderPosOf(ctx, "Stream")
		if err != nil {
			return err
		}
		if err := st.render(ctx, pos, element, in); err != nil {
			return err
		}
		return st.write(ctx, w, attributes)
	})
}

// render renders the rows that wait.
func (st *Stream[T]) render(ctx context.Context, pos *renderPos, element string, in diff.Context) error {
	switch {
	case st.inst.prog != pos.pass.prog:
		return fmt.Errorf("live: Stream of %T is rendered by a view of another session; each view needs a Stream of its own", st.inst.view)
	case st.lastPass == pos.pass.n && st.isRendering():
		return fmt.Errorf("live: Stream of %T is rendered twice; use a Stream for each list", st.inst.view)
	}
	st.addTo(pos.pass.prog, st)
	st.setElement(pos, element, in)
	if st.isUnknown {
		rows, err := st.refill()
		if err != nil {
			return fmt.Errorf("live: refill of the Stream of %T: %w", st.inst.view, err)
		}
		st.setRows(rows)
	}
	r := rowRenderer{st: &st.streamState, ctx: context.WithValue(templ.ClearChildren(ctx), renderPosKey{}, streamRow{pos.pass.prog})}
	if err := st.renderBatch(&r); err != nil {
		return err
	}
	return st.renderEmpty(&r, templ.GetChildren(ctx))
}

// renderBatch renders the rows and operations that wait into next.
func (st *Stream[T]) renderBatch(r *rowRenderer) error {
	b := st.next
	if b.emptyHash != 0 && st.Len() > 0 && !st.isFresh {
		b.ops.Delete("")
	}
	if st.Len() > 0 {
		b.emptyHash = 0
	}
	if st.isFresh {
		b.isAll, b.emptyHash = true, 0
		b.ops.Reset()
	}
	for i := range st.rows {
		markup, err := r.row(st.keyOf(st.rows[i]), st.show(st.rows[i]))
		if err != nil {
			return err
		}
		b.ops.Insert(wire.End, markup)
		b.html = append(b.html, markup...)
	}
	for i := range st.ops {
		switch op := &st.ops[i]; op.kind {
		case insertRow:
			markup, err := r.row(st.keyOf(op.row), st.show(op.row))
			if err != nil {
				return err
			}
			b.ops.Insert(op.at, markup)
		case deleteRow:
			b.ops.Delete(op.key)
		case limitRows:
			b.ops.Limit(op.at)
		}
	}
	return nil
}

// renderEmpty renders what is shown while there are no rows, as a row with an empty key.
func (st *Stream[T]) renderEmpty(r *rowRenderer, children templ.Component) error {
	if st.Len() > 0 {
		return nil
	}
	markup, err := r.row("", children)
	if err != nil || len(markup) == 0 {
		return err
	}
	b := st.next
	if hash := maphash.Bytes(hashSeed, markup) | 1; hash != b.emptyHash {
		b.emptyHash, b.html = hash, markup
		b.ops.Insert(wire.End, markup)
	}
	return nil
}

// write writes the element, without content: that is not part of what the view renders.
func (st *streamState) write(ctx context.Context, w io.Writer, attributes []templ.Attributer) error {
	buf := bufferPool.Get().(*bytes.Buffer)
	defer bufferPool.Put(buf)
	buf.Reset()
	buf.WriteString("<" + st.element + " " + streamAttr + `="` + strconv.FormatUint(st.num, 10) + `" live-update="ignore"`)
	for _, a := range attributes {
		if err := runtime.RenderAttributes(ctx, buf, w, st.element, a); err != nil {
			return err
		}
	}
	buf.WriteString("></" + st.element + ">")
	_, err := w.Write(buf.Bytes())
	return err
}

// A streamRow takes the place of the position in the context of a row.
type streamRow struct{ prog *program }

// errInRow returns the error for something that the server keeps, in a row of a Stream.
func errInRow(what string) error {
	return fmt.Errorf("live: %s in a row of a Stream: the server does not keep rows; use live.Each for rows with a state", what)
}

// A rowRenderer renders rows of a Stream.
type rowRenderer struct {
	st  *streamState
	ctx context.Context
	buf bytes.Buffer
}

// row returns the strict HTML of a row, with key as its live-id. It is empty for an empty key if c is empty.
func (r *rowRenderer) row(key string, c templ.Component) ([]byte, error) {
	if c == nil {
		return nil, r.error(key, errors.New("show returned nil"))
	}
	r.buf.Reset()
	if err := c.Render(r.ctx, &r.buf); err != nil {
		return nil, r.error(key, err)
	}
	keepLineBreaks(&r.buf)
	markup := r.strict(bytes.TrimSpace(r.buf.Bytes()))
	if len(markup) == 0 && key == "" {
		return nil, nil
	}
	at, err := htmlscan.Root(markup)
	if err != nil || at == 0 {
		return nil, r.error(key, fmt.Errorf("it must be one element: %.60q", markup))
	}
	if id := liveID(markup, at); id != "" && id != key {
		return nil, r.error(key, fmt.Errorf("its live-id is %q; leave it out", id))
	} else if id != "" {
		return bytes.Clone(markup), nil
	}
	row := append(bytes.Clone(markup[:at]), ` live-id="`...)
	row = append(append(row, keyEscaper.Replace(html.EscapeString(key))...), '"')
	return append(row, markup[at:]...), nil
}

// keyEscaper escapes what html.EscapeString leaves, although browsers change it.
var keyEscaper = strings.NewReplacer("\r", "&#13;")

// liveID returns the live-id in the start tag whose attributes begin at the offset.
func liveID(markup []byte, at int) string {
	for {
		a, next, end, prob := htmlscan.NextAttribute(markup, at)
		if prob != nil || end != htmlscan.InTag {
			return ""
		}
		if string(a.Name) == "live-id" {
			return html.UnescapeString(string(a.Value))
		}
		at = next
	}
}

// strict returns the strict form of markup.
func (r *rowRenderer) strict(markup []byte) []byte {
	_, err := diff.ParseIn(r.st.context, markup)
	if err == nil {
		return markup
	}
	if valid := normalize.ReplaceInvalid(markup); !bytes.Equal(valid, markup) {
		if _, err = diff.ParseIn(r.st.context, valid); err == nil {
			return valid
		}
	}
	if !r.st.reported {
		r.st.reported = true
		r.st.inst.prog.MarkupError(err, bytes.Clone(markup))
	}
	return normalize.HTMLIn(r.st.context, markup)
}

func (r *rowRenderer) error(key string, err error) error {
	if key == "" {
		return fmt.Errorf("live: what the Stream of %T shows without rows: %w", r.st.inst.view, err)
	}
	return fmt.Errorf("live: row %q of the Stream of %T: %w", key, r.st.inst.view, err)
}
