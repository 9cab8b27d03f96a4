package diff

// A hashTable maps hashes to values. Resetting it does not clear its memory, which only grows.
type hashTable[V any] struct {
	slots      []tableSlot[V]
	used       int
	generation uint64 // slots of other generations are empty
}

type tableSlot[V any] struct {
	hash       uint64
	generation uint64
	value      V
}

func (t *hashTable[V]) reset() {
	t.used = 0
	t.generation++
}

// getOrAdd returns the value of a hash. It adds a zero value, and reports that it did, if there is
// none.
func (t *hashTable[V]) getOrAdd(hash uint64) (v *V, added bool) {
	if t.used*2 >= len(t.slots) {
		t.grow()
	}
	s := t.slotFor(hash)
	if s.generation != t.generation {
		var zero V
		*s = tableSlot[V]{hash, t.generation, zero}
		t.used++
		return &s.value, true
	}
	return &s.value, false
}

// get returns the value of a hash, or nil if there is none.
func (t *hashTable[V]) get(hash uint64) *V {
	if t.used == 0 {
		return nil
	}
	if s := t.slotFor(hash); s.generation == t.generation {
		return &s.value
	}
	return nil
}

func (t *hashTable[V]) slotFor(hash uint64) *tableSlot[V] {
	mask := uint64(len(t.slots) - 1)
	for i := (hash ^ hash>>32) & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.generation != t.generation || s.hash == hash {
			return s
		}
	}
}

func (t *hashTable[V]) grow() {
	old, generation := t.slots, t.generation
	t.slots = make([]tableSlot[V], max(64, 2*len(old)))
	t.generation = 1
	for i := range old {
		if old[i].generation == generation {
			s := t.slotFor(old[i].hash)
			*s = tableSlot[V]{old[i].hash, t.generation, old[i].value}
		}
	}
}
