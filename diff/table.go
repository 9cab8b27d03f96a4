package diff

// A table maps hashes to numbers. It is emptied without being cleared and grows to what it once held.
type table[V any] struct {
	slots []slot[V]
	used  int
	round uint64 // slots of another round are empty
}

type slot[V any] struct {
	hash  uint64
	round uint64
	value V
}

func (t *table[V]) reset() {
	t.used = 0
	t.round++
}

// at is the value of a hash; fresh says that it was not there before.
func (t *table[V]) at(hash uint64) (v *V, fresh bool) {
	if t.used*2 >= len(t.slots) {
		t.grow()
	}
	s := t.find(hash)
	if s.round != t.round {
		var zero V
		*s = slot[V]{hash, t.round, zero}
		t.used++
		return &s.value, true
	}
	return &s.value, false
}

// get is the value of a hash, or nil.
func (t *table[V]) get(hash uint64) *V {
	if t.used == 0 {
		return nil
	}
	if s := t.find(hash); s.round == t.round {
		return &s.value
	}
	return nil
}

func (t *table[V]) find(hash uint64) *slot[V] {
	mask := uint64(len(t.slots) - 1)
	for i := (hash ^ hash>>32) & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.round != t.round || s.hash == hash {
			return s
		}
	}
}

func (t *table[V]) grow() {
	old, round := t.slots, t.round
	t.slots = make([]slot[V], max(64, 2*len(old)))
	t.round = 1
	for i := range old {
		if old[i].round == round {
			s := t.find(old[i].hash)
			*s = slot[V]{old[i].hash, t.round, old[i].value}
		}
	}
}
