package live

import "unsafe"

// componentSize is the approximate number of bytes of a component: its instance, context and map
// entries.
const componentSize = int(unsafe.Sizeof(instance{})) + 512

// Size implements session.Program. It does not include the fields of the views, which are the
// application's.
func (p *program) Size() int {
	return len(p.components)*componentSize + p.memoBytes + len(p.title) + len(p.clientKey) +
		len(p.path) + p.urlSize() + p.streamBytes()
}

func (p *program) urlSize() int {
	if p.host != nil {
		return 0
	}
	u := p.url.Load()
	return len(u.Path) + len(u.RawQuery)
}

// size returns the approximate number of bytes of m.
func (m *memo) size() int { return int(unsafe.Sizeof(*m)) + len(m.html) }
