package session

import (
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// A window holds the frames that the client has not acknowledged, verbatim. They are sent again
// after a resume, so that their patches and effects are not lost.
type window struct {
	acked   int // number of the last frame acknowledged
	version int // version of the page after that frame
	frames  []frame
	bytes   int // total length of frames
}

// A frame is a sent frame that may have to be sent again.
type frame struct {
	data        []byte
	ackedBefore int        // ref of the last event acknowledged before it
	acks        int        // number of events that it acknowledges
	version     int        // version of the page after it
	opened      []*Session // nested sessions that it opens
}

// open reports whether another frame may be sent. An empty window accepts a frame of any size.
func (w *window) open() bool {
	return len(w.frames) == 0 || len(w.frames) < wire.WindowFrames && w.bytes < wire.WindowBytes
}

func (w *window) add(f frame) {
	w.frames = append(w.frames, f)
	w.bytes += len(f.data)
}

// canResumeAfter reports whether every frame after number n is still held.
func (w *window) canResumeAfter(n int) bool { return w.acked <= n && n <= w.acked+len(w.frames) }

// ack discards the oldest n frames. It reports false if there are fewer.
func (w *window) ack(n int) bool {
	if n < 0 || n > len(w.frames) {
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
