package live

import (
	"fmt"
	"slices"
	"sync"

	"github.com/lively-go/lively/diff"
)

// pageIDs holds the id attributes of a page and its nested views, in development.
type pageIDs struct {
	mu  sync.Mutex
	ids map[*program][]string
}

// checkIDs reports ids that the page and its nested views, or two nested views, have both. Scripts, labels
// and links find only the first element of an id.
func (p *program) checkIDs(snap *diff.Snapshot) {
	if p.host == nil && len(p.nested) == 0 {
		return
	}
	var ids []string
	for tag := range snap.Tags() {
		if id := tag.Attr("id"); id != "" {
			ids = append(ids, id)
		}
	}
	for _, text := range p.top.ids.set(p, ids) {
		p.warnProblem(problem{Kind: problemNested, Text: text})
	}
}

// set records the ids of p, and describes those that other views of the page have, too.
func (s *pageIDs) set(p *program, ids []string) (duplicates []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for other, used := range s.ids {
		for _, id := range ids {
			if other != p && slices.Contains(used, id) {
				duplicates = append(duplicates, fmt.Sprintf("id %q is used by %s and by %s; use an id once in a document",
					shorten(id), p.placeName(), other.placeName()))
			}
		}
	}
	if s.ids == nil {
		s.ids = map[*program][]string{}
	}
	s.ids[p] = ids
	return duplicates
}

// remove forgets the ids of p.
func (s *pageIDs) remove(p *program) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.ids, p)
}

// placeName returns what p is, for a text.
func (p *program) placeName() string {
	if p.sticky != nil {
		return fmt.Sprintf("sticky view %q", p.sticky.key)
	}
	if p.host == nil {
		return "the page"
	}
	return fmt.Sprintf("nested view %q", p.host.path())
}
