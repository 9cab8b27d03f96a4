package live

import (
	"hash/maphash"
	"math"
	"slices"

	"github.com/lively-go/lively/internal/wire"
)

// rowKeys holds the keys of the rows of a Stream, in order, as 64-bit hashes: 8 B for each row. The upper half of
// a hash depends on a random seed of the process, and the lower half is the 32-bit FNV-1a hash, which the client
// computes, too.
type rowKeys struct {
	hashes []uint64
	sum    uint32         // of the lower halves
	places map[uint64]int // the index of each hash when it was added, or nil: it exists only while many are looked up
	scans  int            // lookups that have searched all hashes, since places was made or released
}

// maxScans is the number of lookups after which places is made for further ones.
const maxScans = 16

func hashRowKey(key string) uint64 {
	return maphash.String(hashSeed, key)&^math.MaxUint32 | uint64(wire.KeySum(key))
}

func (k *rowKeys) has(hash uint64) bool {
	_, ok := k.lookUp(hash)
	return ok
}

// index returns the index of a hash, or -1 if it is not known.
func (k *rowKeys) index(hash uint64) int {
	at, ok := k.lookUp(hash)
	switch {
	case !ok:
		return -1
	case at < len(k.hashes) && k.hashes[at] == hash:
		return at
	case k.mayScan(): // rows before it were inserted or removed
		return slices.Index(k.hashes, hash)
	}
	return k.places[hash]
}

// lookUp returns the index of a known hash, or the one that it had before.
func (k *rowKeys) lookUp(hash uint64) (at int, ok bool) {
	if k.places == nil && k.mayScan() {
		at = slices.Index(k.hashes, hash)
		return at, at >= 0
	}
	at, ok = k.places[hash]
	return at, ok
}

// mayScan reports whether a lookup may search all hashes. If not, it sets places.
func (k *rowKeys) mayScan() bool {
	if k.scans < maxScans {
		k.scans++
		return true
	}
	k.scans, k.places = 0, make(map[uint64]int, len(k.hashes))
	for i, hash := range k.hashes {
		k.places[hash] = i
	}
	return false
}

// add adds the hash of a row that is not known, at the end.
func (k *rowKeys) add(hash uint64) {
	if k.places != nil {
		k.places[hash] = len(k.hashes)
	}
	k.hashes = append(k.hashes, hash)
	k.sum += uint32(hash)
}

// remove removes the hashes with these indexes, which ascend.
func (k *rowKeys) remove(at []int) {
	for _, i := range at {
		k.forget(k.hashes[i])
	}
	k.hashes = deleteIndexes(k.hashes, at)
}

func (k *rowKeys) removeRange(start, end int) {
	for _, hash := range k.hashes[start:end] {
		k.forget(hash)
	}
	k.hashes = slices.Delete(k.hashes, start, end)
}

func (k *rowKeys) forget(hash uint64) {
	k.sum -= uint32(hash)
	delete(k.places, hash)
}

// limit returns the range of the rows that remain when all but n are removed: from the end or, if n is negative,
// from the start.
func (k *rowKeys) limit(n int) (start, end int) {
	total := len(k.hashes)
	if n >= 0 {
		return 0, min(n, total)
	}
	return max(0, total+n), total
}

func (k *rowKeys) clear() { *k = rowKeys{} }

// release frees what only lookups need.
func (k *rowKeys) release() { k.places, k.scans = nil, 0 }

// moveEnd moves the elements of s from the index end on to the index at.
func moveEnd[E any](s []E, end, at int) {
	if at < end && end < len(s) {
		moved := slices.Clone(s[end:])
		copy(s[at+len(moved):], s[at:end])
		copy(s[at:], moved)
	}
}

// deleteIndexes removes the elements of s with these indexes, which ascend.
func deleteIndexes[E any](s []E, at []int) []E {
	kept := at[0]
	for i, removed := range at {
		next := len(s)
		if i+1 < len(at) {
			next = at[i+1]
		}
		kept += copy(s[kept:], s[removed+1:next])
	}
	clear(s[kept:])
	return s[:kept]
}
