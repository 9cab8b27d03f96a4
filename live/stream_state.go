package live

import (
	"fmt"
	"slices"
	"time"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/wire"
)

// streamAttr is the attribute with the number of the element of a Stream.
const streamAttr = "live-stream"

// streamHistory is the number of effects whose result is remembered: more than the frames that a client may not
// have acknowledged.
const streamHistory = 2 * wire.WindowFrames

// A streamer is a *Stream[T].
type streamer interface {
	state() *streamState
	clear()
	waiting() int
}

// A streamState is the part of a Stream that does not depend on the type of its rows. Its methods are called as
// those of Stream, or by the goroutine that renders the view.
type streamState struct {
	socket *Socket
	inst   *instance // that has created it
	keys   rowKeys

	num       uint64 // of the element: the value of live-stream; 0 unless the page shows the Stream
	element   string // its name
	context   diff.Context
	lastPass  uint64 // that rendered it
	enclosing *memo  // the innermost Memo around it

	isUnknown bool // the client may have other rows: refill must be called
	isFilled  bool // it has had rows, or refill was called
	isFresh   bool // the client must discard the rows that it has

	refilled    time.Time // when a report of the client has last called for refill
	isRefillDue bool      // a timer will call for refill

	emptyHash uint64 // of what is shown while there are no rows; 0 unless it is shown
	number    int    // of the last effect
	reset     int    // of the last effect that has replaced all rows
	sums      [streamHistory]uint32

	next      *rowBatch // what the current pass has rendered
	unsent    *rowBatch // what no browser has received, because none has joined yet
	reported  bool      // an error in the markup of a row was reported
	published bool      // it is in leaves.streams
}

// A rowBatch is what one render has made of the operations that waited.
type rowBatch struct {
	ops       wire.StreamOps
	html      []byte // all rows; nil unless they are all new
	isAll     bool   // the batch begins with a reset
	emptyHash uint64
	isNew     bool // the pass has given the Stream its number
}

func (st *streamState) state() *streamState { return st }

// markReached implements reachable.
func (st *streamState) markReached(pass uint64) { st.lastPass = pass }

// isRendering reports whether the current pass has rendered the Stream.
func (st *streamState) isRendering() bool { return st.next != nil }

// sum returns the sum of the keys that the client has when it has applied all effects.
func (st *streamState) sum() uint32 {
	if st.emptyHash != 0 {
		return wire.KeySum("")
	}
	return st.keys.sum
}

// changed invalidates every Memo around the Stream.
func (st *streamState) changed() {
	st.enclosing.invalidate()
	st.inst.invalidateMemos()
}

// addTo adds st, which is that of s, to the Streams of p.
func (st *streamState) addTo(p *program, s streamer) {
	if !st.published {
		st.published = true
		all := p.addLeaves()
		all.streams = append(all.streams, s)
	}
}

// setElement gives the Stream an element with this name, whose content has the context in, unless it has one.
func (st *streamState) setElement(pos *renderPos, element string, in diff.Context) {
	if st.num > 0 && st.element != element {
		st.hide()
	}
	st.next = &rowBatch{emptyHash: st.emptyHash}
	if st.num == 0 {
		p := pos.pass.prog
		p.lastNum++
		st.num, st.element, st.context, st.number, st.reset, st.emptyHash = p.lastNum, element, in, 0, 0, 0
		st.next.isNew, st.sums[0] = true, 0
		st.isUnknown = st.isUnknown || !st.isFresh
	}
	st.lastPass, st.enclosing = pos.pass.n, pos.memo
	if pos.memo != nil {
		pos.memo.leaves = append(pos.memo.leaves, st)
	}
}

// hide records that the page does not show the Stream any more.
func (st *streamState) hide() {
	st.num, st.emptyHash, st.unsent = 0, 0, nil
}

// commit takes the batch that the pass has rendered, and returns the effect to send, if any.
func (st *streamState) commit(s streamer, p *program) {
	b := st.next
	st.next = nil
	st.keys.release()
	if b == nil {
		return
	}
	s.clear()
	st.emptyHash = b.emptyHash
	switch {
	case b.ops.Len() == 0:
	case p.joined:
		p.ses.AddOperations(st.send(b))
	case st.unsent == nil:
		st.unsent = b
	default: // the view was rendered once more before the browser joins
		st.unsent, st.isUnknown = nil, true
	}
}

// send returns the effect of b.
func (st *streamState) send(b *rowBatch) wire.Effect {
	st.number++
	st.sums[st.number%streamHistory] = st.sum()
	if b.isAll {
		st.reset = st.number
	}
	return wire.Stream(st.num, st.number, b.ops)
}

// takeDocument returns the rows for the document of the GET. It may be called once.
func (st *streamState) takeDocument() []byte {
	b := st.unsent
	if b == nil {
		return nil
	}
	st.unsent, st.sums[0] = nil, st.sum()
	return b.html
}

// refillSoon makes the next render call refill, because the client does not have the rows. It waits if that has
// happened within the last second: a client that reports often does not make the application read rows as often.
func (st *streamState) refillSoon() {
	if st.isRefillDue {
		return
	}
	wait := refillInterval - time.Since(st.refilled)
	if st.refilled.IsZero() || wait <= 0 {
		st.refilled, st.isUnknown = time.Now(), true
		st.changed()
		return
	}
	st.isRefillDue = true
	page, num := st.inst.prog.ses.Page, st.num
	time.AfterFunc(wait, func() {
		page.Post(func() {
			if st.isRefillDue = false; st.num == num {
				st.refillSoon()
			}
		})
	})
}

// expects reports whether a client that has applied the effects up to this number, and whose keys have this sum,
// has the rows that the server expects, or will have them after an effect that was sent already.
func (st *streamState) expects(number int, sum uint32) bool {
	return number < st.reset || number <= st.number && st.number-number < streamHistory && st.sums[number%streamHistory] == sum
}

// size returns the approximate number of bytes that the Stream keeps, without what the rows refer to.
func (st *streamState) size() int {
	n := 8 * cap(st.keys.hashes)
	if st.unsent != nil {
		n += st.unsent.ops.Len() + len(st.unsent.html)
	}
	return n
}

func (st *streamState) report(format string, args ...any) {
	st.inst.prog.report(problem{Kind: problemList, Text: fmt.Sprintf("live: Stream in %T: "+format, slices.Insert(args, 0, any(st.inst.view))...)})
}
