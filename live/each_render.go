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
	w       io.Writer
	checked bool // rows are rendered that have not changed, too
	changed bool // the size of the list may have changed
}

// update renders the rows of e that have changed, and writes all rows to w. If it fails, it drops all rows.
func (l *rowList[T, K]) update(pos *renderPos, e *each[T, K], ctx *regionContext, w io.Writer) (err error) {
	buf := bufferPool.Get().(*bytes.Buffer)
	defer bufferPool.Put(buf)
	p := listPass[T, K]{rowList: l, each: e, pos: pos, ctx: ctx, buf: buf, w: w, checked: pos.pass.prog.isChecked()}
	if err := p.writeRows(); err != nil {
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
		if r.state == badRow || r.key != p.each.key(values[same]) {
			break
		}
		if err := p.writeRow(r, &values[same]); err != nil {
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
	places := placesPool.Get().(map[uint64]int)
	defer placesPool.Put(places)
	clear(places)
	for i := range old {
		if old[i].state != badRow {
			places[maphash.Comparable(hashSeed, old[i].key)] = i
		}
	}
	for i := same; i < len(values); i++ {
		r := row[T, K]{key: p.each.key(values[i])}
		hash := maphash.Comparable(hashSeed, r.key)
		at, found := places[hash]
		switch {
		case isEmptyKey(r.key):
			r.state = badRow
			p.report("the key of row %d is empty; use keys that identify the rows", i)
		case found && same <= at && at < len(old) && old[at].key == r.key:
			r, old[at].memo = old[at], nil
			places[hash] = movedRow
		case found && (at == movedRow || at < same && old[at].key == r.key):
			r.state = badRow
			p.report("the key %v occurs more than once; use unique keys", r.key)
		default:
			places[hash] = movedRow
		}
		rows = append(rows, r)
		if err := p.writeRow(&rows[i], &values[i]); err != nil {
			return err
		}
	}
	if same < len(old) {
		dropRows(old[same:])
	}
	p.rows, p.changed = rows, true
	return nil
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

// writeRow writes the row r, whose value is now value. It renders the row if it must be.
func (p *listPass[T, K]) writeRow(r *row[T, K], value *T) error {
	valid := r.state == renderedRow && (r.memo == nil || r.memo.valid) && p.equal(&r.value, value)
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
