package e2e

import "bytes"

// A stream parses one direction of a WebSocket: a handshake, then frames.
type stream struct {
	upgraded bool   // the handshake has ended
	head     []byte // start of the handshake, then of the current frame
	left     int    // bytes of the frame that are missing
	n        int    // bytes since the handshake
}

// betweenFrames reports whether the last byte ended a frame.
func (s *stream) betweenFrames() bool { return s.left == 0 && len(s.head) == 0 }

// forward parses data and returns how many bytes of it to forward: up to limit bytes since the
// handshake, or all if limit is negative. It reports whether the limit was reached.
func (s *stream) forward(data []byte, limit int) (n int, cut bool) {
	for i, b := range data {
		if !s.upgraded {
			if s.head = append(s.head, b); bytes.HasSuffix(s.head, []byte("\r\n\r\n")) {
				s.upgraded, s.head = true, nil
				if limit == 0 {
					return i + 1, true
				}
			}
			continue
		}
		s.frame(b)
		if s.n++; s.n == limit {
			return i + 1, true
		}
	}
	return len(data), false
}

// frame parses one byte of the frames.
func (s *stream) frame(b byte) {
	if s.left > 0 {
		s.left--
		return
	}
	s.head = append(s.head, b)
	if len(s.head) < 2 {
		return
	}
	size := int(s.head[1] & 0x7f)
	more := map[int]int{126: 2, 127: 8}[size]
	mask := 0
	if s.head[1]&0x80 != 0 {
		mask = 4
	}
	if len(s.head) < 2+more+mask {
		return
	}
	if more > 0 {
		size = 0
		for _, b := range s.head[2 : 2+more] {
			size = size<<8 | int(b)
		}
	}
	s.left, s.head = size, nil
}
