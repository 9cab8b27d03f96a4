package diff

import (
	"bytes"
	"hash/maphash"

	"github.com/lively-go/lively/internal/htmlscan"
)

// A key identifies an element among its siblings: its live-id, or its id if it has none.
type key struct {
	value []byte // as written; empty if there is no key
	live  bool
}

// add sets the key from an attribute if it is live-id or id.
func (k *key) add(a htmlscan.Attribute) {
	switch string(a.Name) {
	case "live-id":
		if len(a.Value) > 0 {
			k.value, k.live = a.Value, true
		}
	case "id":
		if !k.live {
			k.value = a.Value
		}
	}
}

func (k key) isZero() bool { return len(k.value) == 0 }

func (k key) equal(other key) bool {
	return k.live == other.live && bytes.Equal(k.value, other.value)
}

var hashSeed = maphash.MakeSeed()

func (k key) hash() uint64 {
	h := maphash.Bytes(hashSeed, k.value)
	if k.live {
		return ^h
	}
	return h
}

// keyOf returns the key in a start tag, which must be valid.
func keyOf(startTag []byte) (k key) {
	for at := 1 + len(htmlscan.TagName(startTag)); ; {
		attr, next, end, _ := htmlscan.NextAttribute(startTag, at)
		if end != htmlscan.InTag {
			return k
		}
		k.add(attr)
		at = next
	}
}
