package diff

import (
	"bytes"
	"math/bits"
	"sync"
	"unsafe"
)

// Snapshots come and go in pairs of nearly the same size. They are pooled by size, in steps of a quarter, so that a
// small page never holds the memory of a large one.
var (
	snapshotPools [4 * 32]sync.Pool
	readerPool    = sync.Pool{New: func() any { return new(reader) }}
)

// piece is a part of a page that stays in the processor's nearest cache.
const chunkSize = 4 << 10

// smallest is the number of bytes of the first size.
const minSize = 256

// class is the number of the smallest size that holds n bytes, and that size.
func sizeClass(n int) (i, size int) {
	if n <= minSize {
		return 0, minSize
	}
	step := bits.Len(uint(n-1)) - 3 // a quarter of the power of two below
	quarters := (n-1)>>step + 1     // 5 to 8
	return 4*(step-bits.Len(minSize)+3) + quarters - 4, quarters << step
}

// newSnapshot copies html, with line ends as the parser makes them.
func newSnapshot(html []byte) *Snapshot {
	i, size := sizeClass(len(html))
	var s *Snapshot
	if i < len(snapshotPools) {
		s, _ = snapshotPools[i].Get().(*Snapshot)
	}
	if s == nil {
		s = &Snapshot{tree{html: make([]byte, 0, size)}}
	}
	s.html = appendNormalized(s.html[:0], html)
	return s
}

// keep copies nodes.
func (s *Snapshot) setNodes(nodes []node) {
	if c := cap(s.nodes); c < len(nodes) {
		s.nodes = make([]node, 0, max(len(nodes), c+c/4))
	}
	s.nodes = append(s.nodes[:0], nodes...)
}

// Release gives the snapshot's memory back for the next one. It is optional. The snapshot and what HTML returned must
// not be used afterwards.
func (s *Snapshot) Release() {
	if i, size := sizeClass(cap(s.html)); i < len(snapshotPools) && size == cap(s.html) {
		snapshotPools[i].Put(s)
	}
}

// Size is the number of bytes of memory that the snapshot holds.
func (s *Snapshot) Size() int {
	return int(unsafe.Sizeof(*s)) + cap(s.html) + cap(s.nodes)*int(unsafe.Sizeof(node{}))
}

// appendNormal appends html with CRLF and CR as LF. Most of a page has no CR: it is looked at and copied piece by piece, so
// that it comes from memory once.
func appendNormalized(dst, html []byte) []byte {
	for len(html) > chunkSize && bytes.IndexByte(html[:chunkSize], '\r') < 0 {
		dst, html = append(dst, html[:chunkSize]...), html[chunkSize:]
	}
	for {
		i := bytes.IndexByte(html, '\r')
		if i < 0 {
			return append(dst, html...)
		}
		dst = append(append(dst, html[:i]...), '\n')
		if html = html[i+1:]; len(html) > 0 && html[0] == '\n' {
			html = html[1:]
		}
	}
}
