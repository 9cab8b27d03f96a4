package session

import "github.com/lively-go/lively/internal/wire"

// window keeps the frames that the browser has not acknowledged, as they were sent: a frame that is lost holds a picture and
// effects, and neither may be.
type window struct {
	acked   int // number of the last frame acknowledged
	version int // of the page after that frame
	frames  []frame
	bytes   int
}

type frame struct {
	data    []byte
	refs    int // how many it answers
	version int // of the page after it
}

// open says whether another frame may go. An empty window admits one of any size.
func (w *window) open() bool {
	return len(w.frames) == 0 || len(w.frames) < wire.FrameCount && w.bytes < wire.FrameBytes
}

func (w *window) add(f frame) {
	w.frames = append(w.frames, f)
	w.bytes += len(f.data)
}

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
	if w.frames = w.frames[n:]; len(w.frames) == 0 {
		w.frames = nil
	}
	return true
}

// refs is how many events the kept frames answer.
func (w *window) refs() (n int) {
	for _, f := range w.frames {
		n += f.refs
	}
	return n
}
