package live

// A cleanup ends a subscription or a ticker of an instance: when the view is unmounted, or earlier.
type cleanup struct {
	inst  *instance
	end   func()
	index int // in inst.cleanups; -1 after end was called
}

// addCleanup returns a cleanup that calls end once.
func (inst *instance) addCleanup(end func()) *cleanup {
	inst.cleanupMu.Lock()
	defer inst.cleanupMu.Unlock()
	c := &cleanup{inst, end, len(inst.cleanups)}
	inst.cleanups = append(inst.cleanups, c)
	return c
}

// run calls end, unless it was called before. Afterwards the instance no longer refers to c.
func (c *cleanup) run() {
	if c.remove() {
		c.end()
	}
}

// remove removes c from its instance. It reports false if that was done before.
func (c *cleanup) remove() bool {
	c.inst.cleanupMu.Lock()
	defer c.inst.cleanupMu.Unlock()
	if c.index < 0 {
		return false
	}
	all := c.inst.cleanups
	last := len(all) - 1
	all[c.index] = all[last]
	all[c.index].index = c.index
	all[last] = nil
	c.inst.cleanups, c.index = all[:last], -1
	return true
}

// runCleanups calls all cleanups.
func (inst *instance) runCleanups() {
	for {
		inst.cleanupMu.Lock()
		n := len(inst.cleanups)
		if n == 0 {
			inst.cleanupMu.Unlock()
			return
		}
		c := inst.cleanups[n-1]
		inst.cleanupMu.Unlock()
		c.run()
	}
}
