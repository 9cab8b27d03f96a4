package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/lively-go/lively/diff/normalize"
	"github.com/lively-go/lively/internal/wire"
)

// A Stream is a list of rows that the server does not keep: it sends each row once, and then only remembers the
// hash of its key, 8 B. Use it for logs, chats and feeds, and for long lists that are loaded in pages. If the rows
// are in memory anyway, [Each] is simpler.
//
// A view holds a Stream in a field, which Mount sets with [NewStream]. It renders the rows with [Stream.Show],
// and changes them with the other methods. What they change is sent with the next update of the page. A Stream
// that the view does not render any more forgets its rows; when it is rendered again, refill returns them.
//
// A row is rendered when it is inserted, and not again: to change it, insert it again. It may have bindings and
// hooks, but not what the server must keep: a [Component], a nested view, a [Memo], an [Each] or another Stream.
//
// Like the methods of a [Socket], those of a Stream must be called only within the methods and handlers of the
// view or component that has created it, and not by Render. Other calls are ignored, logged as an error, and fail
// a test in package livetest.
type Stream[T any] struct {
	streamState
	key    func(T) string
	show   func(T) templ.Component
	refill func() ([]T, error)

	rows []T        // the rows in the order of keys, while isFresh
	ops  []rowOp[T] // what has changed since the last render, otherwise
}

// A rowOp is an operation that the client has yet to apply.
type rowOp[T any] struct {
	kind rowOpKind
	hash uint64 // of the key of an inserted row
	row  T      // of insertRow
	at   int    // of insertRow: wire.End, or where the row is inserted unless its key is known; of limitRows: how many rows remain
	key  string // of deleteRow
}

type rowOpKind uint8

const (
	insertRow rowOpKind = iota
	deleteRow
	limitRows
)

// maxRowOps is the number of operations that may wait, for example because the connection is lost. Beyond that
// they are dropped, and the rows are replaced by those of refill.
const maxRowOps = 1000

// NewStream returns a Stream for the view or component of s. key returns the key of a row, such as the ID of a
// record: it identifies the row within the Stream, and becomes its live-id. It must not be empty. show renders a
// row: one element.
//
// refill returns all rows that the Stream is to have, in order. It is called in a render, if the page has other
// rows than the server expects or none: when the Stream is rendered for the first time, unless the view has
// inserted rows before; when it is rendered again after a render that has left it out; when more than 1,000
// operations wait for the browser; and when a browser that connects again has lost rows, at most once a second. The
// goroutine that renders the view calls it. If it returns an error, the render fails, and the next one calls it
// again.
//
// NewStream panics if key, show or refill is nil.
func NewStream[T any](s *Socket, key func(T) string, show func(T) templ.Component, refill func() ([]T, error)) *Stream[T] {
	if key == nil || show == nil || refill == nil {
		panic("live: NewStream: key, show or refill is nil")
	}
	return &Stream[T]{streamState: streamState{socket: s, inst: s.instance("NewStream"), isUnknown: true}, key: key, show: show, refill: refill}
}

// Append adds rows at the end. A row whose key is in the Stream already takes the place of the old row instead.
func (st *Stream[T]) Append(rows ...T) { st.insert("Stream.Append", st.Len(), rows) }

// Prepend adds rows at the start, in the given order. A row whose key is in the Stream already takes the place of
// the old row instead.
func (st *Stream[T]) Prepend(rows ...T) { st.insert("Stream.Prepend", 0, rows) }

// Insert adds rows before the row with this index, in the given order, like [slices.Insert]. A row whose key is in
// the Stream already takes the place of the old row instead; to move it, delete it first. Insert panics if at is
// less than 0 or more than Len.
func (st *Stream[T]) Insert(at int, rows ...T) {
	if at < 0 || at > st.Len() {
		panic(fmt.Sprintf("live: Stream.Insert: index %d of %d rows", at, st.Len()))
	}
	st.insert("Stream.Insert", at, rows)
}

// Replace replaces the rows that have the keys of these. Rows whose keys are not in the Stream are ignored.
func (st *Stream[T]) Replace(rows ...T) {
	if !st.begin("Stream.Replace") {
		return
	}
	for _, row := range rows {
		if hash := hashRowKey(st.keyOf(row)); st.keys.has(hash) {
			st.replace(hash, row)
		}
	}
}

// Delete removes the rows with these keys. Keys that are not in the Stream are ignored.
func (st *Stream[T]) Delete(keys ...string) {
	if !st.begin("Stream.Delete") {
		return
	}
	var removed []int
	for _, key := range keys {
		key = validKey(key)
		at := st.keys.index(hashRowKey(key))
		if at < 0 {
			continue
		}
		removed = append(removed, at)
		if !st.isFresh {
			st.record(rowOp[T]{kind: deleteRow, key: key})
		}
	}
	if len(removed) == 0 {
		return
	}
	slices.Sort(removed)
	removed = slices.Compact(removed)
	st.keys.remove(removed)
	if st.isFresh {
		st.rows = deleteIndexes(st.rows, removed)
	}
}

// Limit removes all rows but the first n or, if n is negative, but the last −n. It does not limit rows that are
// inserted later. Limit panics if n is zero; use Reset.
func (st *Stream[T]) Limit(n int) {
	if n == 0 {
		panic("live: Stream.Limit: n is zero; use Reset to remove all rows")
	}
	if !st.begin("Stream.Limit") {
		return
	}
	start, end := st.keys.limit(n)
	total := st.Len()
	if end-start == total {
		return
	}
	st.keys.removeRange(end, total)
	st.keys.removeRange(0, start)
	if st.isFresh {
		st.rows = slices.Delete(slices.Delete(st.rows, end, total), 0, start)
	} else {
		st.record(rowOp[T]{kind: limitRows, at: n})
	}
}

// Reset replaces all rows. In the browser, a row that has the key of an old one remains the same element.
func (st *Stream[T]) Reset(rows ...T) {
	if st.begin("Stream.Reset") {
		st.setRows(rows)
	}
}

// Len returns the number of rows.
func (st *Stream[T]) Len() int { return len(st.keys.hashes) }

// Has reports whether there is a row with this key.
func (st *Stream[T]) Has(key string) bool { return st.keys.has(hashRowKey(validKey(key))) }

// begin reports whether the rows may be changed. Those of a new Stream are known from then on: there are none.
func (st *Stream[T]) begin(what string) bool {
	if st.socket.misused(what) != nil {
		return false
	}
	if st.isRendering() {
		st.report("%s was called by Render, after Show, and is ignored; call it in a handler", what)
		return false
	}
	st.changed()
	if st.isUnknown && !st.isFilled {
		st.isUnknown, st.isFilled, st.isFresh = false, true, true
	}
	st.addTo(st.inst.prog, st)
	return true
}

// setRows makes rows the rows.
func (st *Stream[T]) setRows(rows []T) {
	st.clear()
	st.keys.clear()
	st.isUnknown, st.isFilled, st.isFresh = false, true, true
	st.rows = slices.Grow(st.rows, len(rows))
	st.insertAt(0, rows)
}

func (st *Stream[T]) insert(what string, at int, rows []T) {
	if st.begin(what) {
		st.insertAt(at, rows)
	}
}

// insertAt inserts rows before the one with the index at. It adds them at the end first, because to insert many rows
// one by one would move all rows after them as often.
func (st *Stream[T]) insertAt(at int, rows []T) {
	end := st.Len()
	for _, row := range rows {
		key := st.keyOf(row)
		if key == "" {
			st.report("the key of a row is empty, and the row is left out; use keys that identify the rows")
			continue
		}
		hash := hashRowKey(key)
		if st.keys.has(hash) {
			st.replace(hash, row)
			continue
		}
		if st.isFresh {
			st.rows = append(st.rows, row)
		} else {
			position := wire.End
			if at < end {
				position = at + st.Len() - end
			}
			st.record(rowOp[T]{kind: insertRow, hash: hash, row: row, at: position})
		}
		st.keys.add(hash)
	}
	moveEnd(st.keys.hashes, end, at)
	if st.isFresh {
		moveEnd(st.rows, end, at)
	}
}

// replace replaces the row with a key that is known.
func (st *Stream[T]) replace(hash uint64, row T) {
	if st.isFresh {
		st.rows[st.keys.index(hash)] = row
		return
	}
	for i := range slices.Backward(st.ops) {
		if op := &st.ops[i]; op.kind == insertRow && op.hash == hash {
			op.row = row
			return
		}
	}
	st.record(rowOp[T]{kind: insertRow, hash: hash, row: row, at: wire.End})
}

// record adds an operation. If too many wait, it drops them: the next render calls refill.
func (st *Stream[T]) record(op rowOp[T]) {
	switch {
	case st.isUnknown:
	case len(st.ops) < maxRowOps:
		st.ops = append(st.ops, op)
	default:
		st.clear()
		st.isUnknown = true
	}
}

// clear drops the rows and operations that wait.
func (st *Stream[T]) clear() { st.rows, st.ops, st.isFresh = nil, nil, false }

// waiting returns the number of rows and operations that wait.
func (st *Stream[T]) waiting() int { return len(st.rows) + len(st.ops) }

// keyOf returns the key of row as the browser has it.
func (st *Stream[T]) keyOf(row T) string { return validKey(st.key(row)) }

// validKey returns key without the characters that a browser replaces.
func validKey(key string) string {
	if strings.IndexByte(key, 0) < 0 && strings.ToValidUTF8(key, "") == key {
		return key
	}
	return string(normalize.ReplaceInvalid([]byte(key)))
}
