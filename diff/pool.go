package diff

import (
	"bytes"
	"math/bits"
	"sync"
	"unsafe"
)

// Consecutive snapshots of a page have nearly the same size. They are pooled by size class, with four
// classes per power of two, so a small page never holds the memory of a large one.
var (
	snapshotPools [4 * 32]sync.Pool
	readerPool    = sync.Pool{New: func() any { return new(reader) }}
)

// chunkSize is the number of bytes that are scanned and copied at once, so that they stay in the L1
// cache.
const chunkSize = 4 << 10

// minSize is the number of bytes of the smallest size class.
const minSize = 256

// sizeClass returns the index and the size of the smallest class that holds n bytes.
func sizeClass(n int) (i, size int) {
	if n <= minSize {
		return 0, minSize
	}
	step := bits.Len(uint(n-1)) - 3 // log2 of a quarter of the power of two below
	quarters := (n-1)>>step + 1     // 5 to 8
	return 4*(step-bits.Len(minSize)+3) + quarters - 4, quarters << step
}

// newSnapshot returns a snapshot with a copy of html, with line endings normalized to LF, and no
// nodes. in is the Context of the root, nil for the zero one.
func newSnapshot(html []byte, in *Context) *Snapshot {
	i, size := sizeClass(len(html))
	var s *Snapshot
	if i < len(snapshotPools) {
		s, _ = snapshotPools[i].Get().(*Snapshot)
	}
	if s == nil {
		s = &Snapshot{tree: tree{html: make([]byte, 0, size)}}
	}
	s.in = in
	s.html = appendNormalized(s.html[:0], html)
	return s
}

// setNodes sets the nodes to a copy of the given ones.
func (s *Snapshot) setNodes(nodes []node) {
	if c := cap(s.nodes); c < len(nodes) {
		s.nodes = make([]node, 0, max(len(nodes), c+c/4))
	}
	s.nodes = append(s.nodes[:0], nodes...)
}

// Release returns the memory of the snapshot to a pool for later snapshots. Calling it is optional.
// The snapshot and the slice returned by HTML must not be used afterwards.
func (s *Snapshot) Release() {
	if i, size := sizeClass(cap(s.html)); i < len(snapshotPools) && size == cap(s.html) {
		snapshotPools[i].Put(s)
	}
}

// Size returns the number of bytes of memory that the snapshot holds.
func (s *Snapshot) Size() int {
	return int(unsafe.Sizeof(*s)) + cap(s.html) + cap(s.nodes)*int(unsafe.Sizeof(node{}))
}

// appendNormalized appends html with CRLF and CR replaced by LF. Most pages have no CR. They are
// scanned and copied in chunks, so that each byte is loaded from memory once.
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
