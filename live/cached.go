package live

// A cachedParts holds what later renders of a view may reuse.
type cachedParts struct {
	memos map[string]*memo // by key
	lists []cachedList     // of the Eachs that are not in a Memo or row
}

// parts returns the cached parts of inst, which it creates if there are none.
func (inst *instance) parts() *cachedParts {
	if inst.cached == nil {
		inst.cached = &cachedParts{}
	}
	return inst.cached
}

// memo returns a Memo of inst, or nil.
func (inst *instance) memo(key string) *memo {
	if inst.cached == nil {
		return nil
	}
	return inst.cached.memos[key]
}

// add adds the Memo m.
func (c *cachedParts) add(key string, m *memo) {
	if c.memos == nil {
		c.memos = map[string]*memo{}
	}
	c.memos[key] = m
}

// dropMemo discards a Memo of inst, if there is one.
func (inst *instance) dropMemo(key string) {
	if m := inst.memo(key); m != nil {
		inst.prog.memoBytes -= m.size()
		dropLists(&m.lists)
		delete(inst.cached.memos, key)
	}
}

// dropCached discards all Memos and lists of inst.
func (inst *instance) dropCached() {
	if inst.cached == nil {
		return
	}
	dropLists(&inst.cached.lists)
	for key := range inst.cached.memos {
		inst.dropMemo(key)
	}
	inst.cached = nil
}

// sweepCached discards the Memos and lists of inst that pass n has not reached.
func (inst *instance) sweepCached(n uint64) {
	if inst.cached == nil {
		return
	}
	sweepLists(&inst.cached.lists, n)
	for key, m := range inst.cached.memos {
		if m.lastPass != n {
			inst.dropMemo(key)
		}
	}
	if len(inst.cached.lists) == 0 && len(inst.cached.memos) == 0 {
		inst.cached = nil
	}
}
