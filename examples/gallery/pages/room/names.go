package room

import "fmt"

// newName returns a name for a window.
func (r *Room) newName() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.windows++
	return fmt.Sprintf("Window %d", r.windows)
}
