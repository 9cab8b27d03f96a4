package live

import (
	"bytes"
	"fmt"
	"hash/maphash"
	"html"
	"io"
	"reflect"
	"slices"
	"strconv"
	"sync"

	templruntime "github.com/a-h/templ/runtime"

	"github.com/lively-go/lively/internal/htmlscan"
)

// A listPass renders a list once.
type listPass[T any, K EachKey] struct {
	*rowList[T, K]
	each    *each[T, K]
	pos     *renderPos
	ctx     *regionContext
	next    []row[T, K]   // the rows of this pass, once some are not in their previous places
	scratch *memo         // for the next row that is rendered
	buf     *bytes.Buffer // of the row that is rendered
	w       io.Writer     // writes each row to its destination at once
	checked bool          // rows are rendered that have not changed, too
	changed bool          // the size of the list may have changed
}

// update renders the rows of e that have changed, and writes all rows to w. If it fails, it drops all rows.
func (l *rowList[T, K]) update(pos *renderPos, e *each[T, K], ctx *regionContext, w io.Writer) (err error) {
	buf := bufferPool.Get().(*bytes.Buffer)
	defer bufferPool.Put(buf)
	p := listPass[T, K]{rowList: l, each: e, pos: pos, ctx: ctx, buf: buf, checked: pos.pass.prog.isChecked()}
	if p.w, err = unbuffered(w); err == nil {
		err = p.writeRows()
	}
	if err != nil {
		dropRows(p.next)
		l.drop()
		return err
	}
	if p.changed {
		l.recount()
	}
	return nil
}

// writeRows renders the rows that have changed, and writes all rows.
func (p *listPass[T, K]) writeRows() error {
	l, values := p.rowList, p.each.list
	same := 0 // rows whose keys are those of the last render
	for ; same < len(l.rows) && same < len(values); same++ {
		r := &l.rows[same]
		unchanged := p.isUnchanged(r, &values[same])
		if r.state == badRow || (!unchanged || p.checked) && r.key != p.each.key(values[same]) {
			break
		}
		if err := p.writeRow(r, &values[same], unchanged); err != nil {
			return err
		}
	}
	if same < len(values) {
		return p.arrange(same)
	}
	if same < len(l.rows) {
		dropRows(l.rows[same:])
		l.rows, p.changed = l.rows[:same], true
	}
	return nil
}

// isUnchanged reports whether value is equal to that of the row r, which then has the same key.
func (p *listPass[T, K]) isUnchanged(r *row[T, K], value *T) bool {
	return r.state == renderedRow && p.equal(&r.value, value)
}

// unbuffered returns what w, the writer of a templ component, writes to if that is a buffer, too. It is
// faster for many rows, because each of them is copied once.
func unbuffered(w io.Writer) (io.Writer, error) {
	b, ok := w.(*templruntime.Buffer)
	if !ok {
		return w, nil
	}
	html, ok := b.Underlying.(*bytes.Buffer)
	if !ok {
		return w, nil
	}
	return html, b.Flush()
}

// arrange renders the rows from index same on, where the keys are not those of the last render.
func (p *listPass[T, K]) arrange(same int) error {
	old, values := p.rows, p.each.list
	var rows []row[T, K]
	if same == len(old) {
		rows = slices.Grow(old, len(values)-same)
	} else {
		rows = append(make([]row[T, K], 0, len(values)), old[:same]...)
	}
	p.next = rows[:cap(rows)]
	var places map[uint64]int // nil if there are few keys to look up
	if len(values)-same > maxScanned {
		places = placesPool.Get().(map[uint64]int)
		defer placesPool.Put(places)
		indexRows(places, old)
	}
	for i := same; i < len(values); i++ {
		r := row[T, K]{key: p.each.key(values[i])}
		hash, at, found := uint64(0), 0, false
		if places == nil {
			at, found = scanRows(old, rows[same:], r.key)
		} else {
			hash = maphash.Comparable(hashSeed, r.key)
			at, found = places[hash]
		}
		switch {
		case isEmptyKey(r.key):
			r.state = badRow
			p.report("the key of row %d is empty; use keys that identify the rows", i)
		case found && same <= at && at < len(old) && old[at].key == r.key:
			r, old[at].memo = old[at], nil
		case found && (at == movedRow || at < same && old[at].key == r.key):
			r.state = badRow
			p.report("the key %v occurs more than once; use unique keys", r.key)
		}
		if places != nil && r.state != badRow {
			places[hash] = movedRow
		}
		rows = append(rows, r)
		if err := p.writeRow(&rows[i], &values[i], p.isUnchanged(&rows[i], &values[i])); err != nil {
			return err
		}
	}
	if same < len(old) {
		dropRows(old[same:])
	}
	p.rows, p.changed = rows, true
	return nil
}

// maxScanned is the number of keys up to which all rows are scanned for each, which is faster than to index them.
const maxScanned = 4

// scanRows returns the index in old of the row with this key, or movedRow if it is among moved, the rows of the
// current render that are not in their previous places.
func scanRows[T any, K EachKey](old, moved []row[T, K], key K) (at int, found bool) {
	for i := range moved {
		if moved[i].state != badRow && moved[i].key == key {
			return movedRow, true
		}
	}
	for i := range old {
		if old[i].state != badRow && old[i].key == key {
			return i, true
		}
	}
	return 0, false
}

// indexRows sets places to the indexes of rows.
func indexRows[T any, K EachKey](places map[uint64]int, rows []row[T, K]) {
	clear(places)
	for i := range rows {
		if rows[i].state != badRow {
			places[maphash.Comparable(hashSeed, rows[i].key)] = i
		}
	}
}

// placesPool has maps from the hash of a key to the index of the row in the last render, or to movedRow.
var placesPool = sync.Pool{New: func() any { return map[uint64]int{} }}

// movedRow is the place of a row that is in the current render already.
const movedRow = -1

// isEmptyKey reports whether key is the empty string.
func isEmptyKey[K EachKey](key K) bool {
	v := reflect.ValueOf(&key).Elem()
	return v.Kind() == reflect.String && v.Len() == 0
}

// writeRow writes the row r, whose value is now value. It renders the row if it must be. unchanged is the result
// of isUnchanged.
func (p *listPass[T, K]) writeRow(r *row[T, K], value *T, unchanged bool) error {
	valid := unchanged && (r.memo == nil || r.memo.valid)
	if !valid || p.checked {
		return p.renderRow(r, value, valid)
	}
	if m := r.memo; m != nil {
		p.reached(m)
		m.markReached(p.lastPass)
	}
	_, err := p.w.Write(r.html)
	return err
}

// reached makes m, which is in the list, part of the Memo or row around the list.
func (p *listPass[T, K]) reached(m *memo) {
	if m.enclosing = p.pos.memo; m.enclosing != nil {
		m.enclosing.inner = append(m.enclosing.inner, m)
	}
}

// renderRow renders the row r and writes it. valid says that it should be as before.
func (p *listPass[T, K]) renderRow(r *row[T, K], value *T, valid bool) error {
	m := p.scratch
	if p.scratch = nil; m == nil {
		m = &memo{}
	}
	*m = memo{valid: true, lastPass: p.lastPass, enclosing: p.pos.memo}
	if r.memo != nil {
		m.lists, r.memo.lists = r.memo.lists, nil
	}
	if r.state != badRow {
		p.keep(&r.value, value)
	}
	c := p.each.show(*value)
	if c == nil {
		dropLists(&m.lists)
		return fmt.Errorf("live: Each of %T: show returned nil; return a component, which may be empty: templ.NopComponent", *value)
	}
	p.buf.Reset()
	if err := c.Render(p.ctx.enter(m), p.buf); err != nil {
		dropLists(&m.lists)
		return err
	}
	sweepLists(&m.lists, p.lastPass)
	if r.state != badRow {
		p.addKey(r.key)
	}
	if markup := p.buf.Bytes(); valid && m.leaves == nil && !bytes.Equal(markup, r.html) {
		p.report("the row with the key %v has changed, but its value has not; put all that the row shows into its value", r.key)
	}
	p.changed = p.changed || r.state == newRow || p.buf.Len() > cap(r.html) || m.isUsed() || r.memo != nil
	if r.html = append(r.html[:0], p.buf.Bytes()...); r.state == newRow {
		r.state = renderedRow
	}
	if r.memo = nil; m.isUsed() {
		p.reached(m)
		r.memo = m
	} else {
		p.scratch = m
	}
	_, err := p.w.Write(r.html)
	return err
}

// isUsed reports whether there is something in m whose state must be kept.
func (m *memo) isUsed() bool {
	return m.components != nil || m.inner != nil || m.leaves != nil || m.lists != nil
}

// addKey adds key as the live-id of the row in p.buf, if that is one element without a key.
func (p *listPass[T, K]) addKey(key K) {
	markup := p.buf.Bytes()
	if hasKey(markup) {
		return
	}
	at, err := htmlscan.Root(markup)
	if err != nil || at == 0 {
		return
	}
	rest := bytes.Clone(markup[at:])
	p.buf.Truncate(at)
	p.buf.WriteString(` live-id="`)
	p.buf.WriteString(html.EscapeString(keyText(key)))
	p.buf.WriteByte('"')
	p.buf.Write(rest)
}

// keyText returns key as text.
func keyText[K EachKey](key K) string {
	switch v := reflect.ValueOf(key); {
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	default:
		return strconv.FormatUint(v.Uint(), 10)
	}
}

// hasKey reports whether the start tag at the beginning of markup has a live-id or id.
func hasKey(markup []byte) bool {
	i := htmlscan.SkipSpace(markup, 0)
	if htmlscan.Peek(markup[i:]) != htmlscan.StartTag {
		return false
	}
	for i += 1 + len(htmlscan.TagName(markup[i:])); ; {
		a, next, end, prob := htmlscan.NextAttribute(markup, i)
		if prob != nil || end != htmlscan.InTag {
			return false
		}
		if name := string(a.Name); (name == "live-id" || name == "id") && len(a.Value) > 0 {
			return true
		}
		i = next
	}
}

// report reports a mistake in the use of the list.
func (p *listPass[T, K]) report(format string, args ...any) {
	p.inst.prog.report(problem{Kind: problemList, Text: fmt.Sprintf("live: Each of %s in %T: "+format, append([]any{reflect.TypeFor[T](), p.inst.view}, args...)...)})
}
