package live

// The leaves of a view: elements whose content is not part of the HTML that the view renders.
type leaves struct {
	nested  map[uint64]*nested // by the number of their elements; nil before the first
	streams []streamer         // that the page shows, or that have rows for the next render
}

// A reachable is what a Memo or a row of an Each keeps while it is not rendered.
type reachable interface {
	markReached(pass uint64) // records that the pass has reached it
}

func (n *nested) markReached(pass uint64) { n.lastPass = pass }

// addLeaves returns the leaves of p, which it creates if there are none.
func (p *program) addLeaves() *leaves {
	if p.leaves == nil {
		p.leaves = &leaves{}
	}
	return p.leaves
}

// nestedViews returns the nested views by the number of their elements.
func (p *program) nestedViews() map[uint64]*nested {
	if p.leaves == nil {
		return nil
	}
	return p.leaves.nested
}

// nestedView returns the nested view in the element with this number, or nil.
func (p *program) nestedView(num uint64) *nested { return p.nestedViews()[num] }

// streams returns the Streams that the page shows, or that have rows for the next render.
func (p *program) streams() []streamer {
	if p.leaves == nil {
		return nil
	}
	return p.leaves.streams
}

// stream returns the Stream in the element with this number, or nil.
func (p *program) stream(num uint64) *streamState {
	for _, st := range p.streams() {
		if s := st.state(); s.num == num && num > 0 {
			return s
		}
	}
	return nil
}
