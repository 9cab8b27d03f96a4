package session

import (
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// window keeps the frames that the browser has not acknowledged, as they were sent: a frame that is lost holds a picture and
// effects, and neither may be.
type window struct {
	acked   int // number of the last frame acknowledged
	version int // of the page after that frame
	frames  []frame
	bytes   int
}

type frame struct {
	data        []byte
	ackedBefore int // the last ref answered before it
	acks        int // how many it answers
	version     int // of the page after it
}

// open says whether another frame may go. An empty window admits one of any size.
func (w *window) open() bool {
	return len(w.frames) == 0 || len(w.frames) < wire.WindowFrames && w.bytes < wire.WindowBytes
}

func (w *window) add(f frame) {
	w.frames = append(w.frames, f)
	w.bytes += len(f.data)
}

// holds says whether every frame after number n is kept.
func (w *window) canResumeAfter(n int) bool { return w.acked <= n && n <= w.acked+len(w.frames) }

// ack forgets the next n frames. False: there are not so many.
func (w *window) ack(n int) bool {
	if n > len(w.frames) {
		return false
	}
	for _, f := range w.frames[:n] {
		w.bytes -= len(f.data)
		w.version = f.version
	}
	w.acked += n
	w.frames = slices.Delete(w.frames, 0, n)
	return true
}
