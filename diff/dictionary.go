package diff

import (
	"math/bits"
	"strings"
)

// A dictionary maps names to traits. It is used for every tag, and is several times faster than a
// map.
type dictionary struct {
	short [1024]struct {
		name   uint64 // packed; 0 if free
		traits traits
	}
	long map[string]traits
}

// newDictionary returns a dictionary of lists of names by trait. A name may occur in several lists.
func newDictionary(lists map[traits]string) *dictionary {
	d := &dictionary{long: map[string]traits{}}
	for t, list := range lists {
		for name := range strings.FieldsSeq(list) {
			if len(name) > 8 {
				d.long[name] |= t | known
				continue
			}
			i := d.slotOf(pack([]byte(name)))
			d.short[i].name = pack([]byte(name))
			d.short[i].traits |= t | known
		}
	}
	return d
}

// lookup returns the traits of a name, or 0 if it is not listed.
func (d *dictionary) lookup(name []byte) traits {
	if len(name) > 8 {
		return d.long[string(name)]
	}
	return d.short[d.slotOf(pack(name))].traits
}

func (d *dictionary) slotOf(name uint64) int {
	hash, _ := bits.Mul64(name, 0x9e3779b97f4a7c15)
	for i := int(hash) & (len(d.short) - 1); ; i = (i + 1) & (len(d.short) - 1) {
		if n := d.short[i].name; n == name || n == 0 {
			return i
		}
	}
}

// pack packs up to 8 bytes into a number.
func pack(name []byte) (n uint64) {
	for _, c := range name {
		n = n<<8 | uint64(c)
	}
	return n
}
