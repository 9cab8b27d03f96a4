package live

import (
	"hash/maphash"
	"math"
	"slices"
)

// rowKeys holds the keys of the rows of a Stream, in order, as 64-bit hashes: 8 B for each row. The upper half of
// a hash depends on a random seed of the process, and the lower half is the 32-bit FNV-1a hash, which the client
// computes, too.
type rowKeys struct {
	hashes []uint64
	sum    uint32              // of the lower halves
	known  map[uint64]struct{} // the hashes, or nil: it exists only while many are looked up
	scans  int                 // lookups since release that have searched all hashes
}

// maxScans is the number of lookups after which a map is made for further ones.
const maxScans = 16

func hashRowKey(key string) uint64 {
	return maphash.String(hashSeed, key)&^math.MaxUint32 | uint64(keySum(key))
}

// keySum returns the 32-bit FNV-1a hash of key.
func keySum(key string) uint32 {
	sum := uint32(2166136261)
	for i := range len(key) {
		sum = (sum ^ uint32(key[i])) * 16777619
	}
	return sum
}

func (k *rowKeys) has(hash uint64) bool {
	if k.known == nil && k.scans < maxScans {
		k.scans++
		return slices.Contains(k.hashes, hash)
	}
	if k.known == nil {
		k.known = make(map[uint64]struct{}, len(k.hashes))
		for _, h := range k.hashes {
			k.known[h] = struct{}{}
		}
	}
	_, ok := k.known[hash]
	return ok
}

// insert adds the hash of a row that is not known.
func (k *rowKeys) insert(at int, hash uint64) {
	k.hashes = slices.Insert(k.hashes, at, hash)
	k.sum += uint32(hash)
	if k.known != nil {
		k.known[hash] = struct{}{}
	}
}

// remove removes a hash, and returns its index, or -1 if it is not known.
func (k *rowKeys) remove(hash uint64) int {
	at := slices.Index(k.hashes, hash)
	if at >= 0 {
		k.removeRange(at, at+1)
	}
	return at
}

func (k *rowKeys) removeRange(start, end int) {
	for _, hash := range k.hashes[start:end] {
		k.sum -= uint32(hash)
		delete(k.known, hash)
	}
	k.hashes = slices.Delete(k.hashes, start, end)
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
func (k *rowKeys) release() { k.known, k.scans = nil, 0 }
