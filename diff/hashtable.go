package diff

// A table maps hashes to numbers. It is emptied without being cleared and grows to what it once held.
type hashTable[V any] struct {
	slots      []tableSlot[V]
	used       int
	generation uint64 // slots of another round are empty
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

// at is the value of a hash; fresh says that it was not there before.
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

// get is the value of a hash, or nil.
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
