package client

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// streamAttr is the attribute with the number of the element of a stream.
const streamAttr = "live-stream"

// A stream has the rows in an element, which is a leaf of the document.
type stream struct {
	in      diff.Context // of the rows
	inPage  bool         // the document has the element
	rows    []streamRow
	number  int           // of the last effect applied
	waiting []streamBatch // for the element
}

type streamRow struct {
	key  string
	html []byte
}

// A streamBatch is an effect.
type streamBatch struct {
	number int
	ops    []wire.StreamOp
}

// streamNumber returns the number of the stream in a leaf, or 0.
func streamNumber(leaf diff.Leaf) uint64 {
	n, _ := strconv.ParseUint(leaf.Attr(streamAttr), 10, 64)
	return n
}

// streamLeaves returns the elements of streams in a document, by number.
func streamLeaves(s *diff.Snapshot) map[uint64]diff.Leaf {
	if !bytes.Contains(s.HTML(), []byte(streamAttr)) {
		return nil
	}
	all := map[uint64]diff.Leaf{}
	for leaf := range s.Leaves() {
		if n := streamNumber(leaf); n > 0 {
			all[n] = leaf
		}
	}
	return all
}

// receiveStream handles an effect that changes the rows of a stream. It waits if the document does not have the
// element, because an update was dropped. mu must be held, as for the functions below.
func (r *Root) receiveStream(args []json.RawMessage) error {
	element, number, ops, err := wire.ParseStream(args)
	if err != nil || r.client.ForgetStreams {
		return err
	}
	if r.streams == nil {
		r.streams = map[uint64]*stream{}
	}
	st := r.streams[element]
	if st == nil {
		st = &stream{}
		r.streams[element] = st
	}
	st.waiting = append(st.waiting, streamBatch{number, ops})
	return r.updateStreams()
}

// updateStreams applies what waits for elements that the document has, and forgets the rows of those that were
// removed.
func (r *Root) updateStreams() error {
	if len(r.streams) == 0 {
		return nil
	}
	elements := streamLeaves(r.document)
	for n, st := range r.streams {
		leaf, ok := elements[n]
		switch {
		case !ok && r.version != unknownVersion:
			delete(r.streams, n)
			continue
		case !ok:
			continue
		case !st.inPage:
			rows, err := splitRows(leaf.Context, r.document.HTML()[leaf.Start:leaf.End])
			if err != nil {
				return fmt.Errorf("stream %d: %w", n, err)
			}
			st.inPage, st.in, st.rows = true, leaf.Context, rows
		}
		for _, b := range st.waiting {
			if err := st.apply(b); err != nil {
				return fmt.Errorf("stream %d, effect %d: %w", n, b.number, err)
			}
			r.streamChanges++
		}
		st.waiting = nil
	}
	return nil
}

// apply applies the operations of an effect.
func (st *stream) apply(b streamBatch) error {
	for _, op := range b.ops {
		switch {
		case op.IsDelete:
			st.rows = slices.DeleteFunc(st.rows, func(r streamRow) bool { return r.key == op.Key })
		case op.HTML != "":
			if err := st.insert(op.At, op.HTML); err != nil {
				return err
			}
		case op.Limit >= 0:
			st.rows = st.rows[:min(op.Limit, len(st.rows))]
		default:
			st.rows = slices.Delete(st.rows, 0, max(0, len(st.rows)+op.Limit))
		}
	}
	st.number = b.number
	return nil
}

// insert inserts the rows of html, and replaces those whose keys are known.
func (st *stream) insert(at int, html string) error {
	rows, err := splitRows(st.in, []byte(html))
	if err != nil {
		return err
	}
	known := make(map[string]int, len(st.rows))
	for i, row := range st.rows {
		known[row.key] = i
	}
	var added []streamRow
	for _, row := range rows {
		if i, ok := known[row.key]; ok {
			st.rows[i] = row
		} else {
			added = append(added, row)
		}
	}
	if at == wire.End {
		at = len(st.rows)
	}
	if at < 0 || at > len(st.rows) {
		return fmt.Errorf("insert at %d of %d rows", at, len(st.rows))
	}
	st.rows = slices.Insert(st.rows, at, added...)
	return nil
}

// splitRows returns the rows in html, which are elements.
func splitRows(in diff.Context, html []byte) (rows []streamRow, err error) {
	doc, err := diff.ParseIn(in, html)
	if err != nil {
		return nil, fmt.Errorf("parse the HTML of rows: %w", err)
	}
	html = doc.HTML()
	start := 0
	for tag := range doc.Tags() {
		if tag.Depth > 0 {
			continue
		}
		if len(rows) > 0 {
			rows[len(rows)-1].html = bytes.Clone(html[start:tag.Offset])
		}
		start = tag.Offset
		rows = append(rows, streamRow{key: tag.Attr("live-id")})
	}
	if len(rows) > 0 {
		rows[len(rows)-1].html = bytes.Clone(html[start:])
	}
	return rows, nil
}

func (st *stream) appendHTML(dst []byte) []byte {
	for _, row := range st.rows {
		dst = append(dst, row.html...)
	}
	return dst
}

// streamStates returns what the root has of its streams.
func (r *Root) streamStates() (all []wire.StreamState) {
	elements := streamLeaves(r.document)
	for n, leaf := range elements {
		state := wire.StreamState{Element: n}
		rows, err := splitRows(leaf.Context, r.document.HTML()[leaf.Start:leaf.End])
		if st := r.streams[n]; st != nil {
			state.Number, rows, err = st.number, st.rows, nil
		}
		if err != nil {
			continue // the server does not check it
		}
		for _, row := range rows {
			state.Sum += wire.KeySum(row.key)
		}
		all = append(all, state)
	}
	slices.SortFunc(all, func(a, b wire.StreamState) int { return cmp.Compare(a.Element, b.Element) })
	return all
}

// reportStreams reports to the server what the client has of the streams of r and of the roots in it. It is called
// without mu.
func (c *Client) reportStreams(r *Root) error {
	c.mu.Lock()
	all := r.appendAll(nil)
	c.mu.Unlock()
	for _, each := range all {
		err := each.send(func() wire.ClientMessage {
			if states := each.streamStates(); each.isOpen() && len(states) > 0 {
				return wire.Streams{States: states}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ForgetRow removes the first row of a stream from the page, as a script may do. It reports false if there is none.
func (r *Root) ForgetRow() bool {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	for _, st := range r.streams {
		if len(st.rows) > 0 {
			st.rows = slices.Delete(st.rows, 0, 1)
			return true
		}
	}
	return false
}
