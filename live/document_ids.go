package live

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/lively-go/lively/diff"
)

// documentIDs holds the id attributes of the views of a document, in development. Its methods may be called by
// any goroutine.
type documentIDs struct {
	mu       sync.Mutex
	ids      map[*program][]string
	reported map[string]bool // texts
}

// checkIDs reports ids that the views of the document use more than once. Scripts, labels and links find only
// the first element of an id.
func (p *program) checkIDs(snap *diff.Snapshot) {
	var ids []string
	for tag := range snap.Tags() {
		if id := tag.Attr("id"); id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, key := range snap.DuplicateKeys() { // reported by checkStructure
		ids = slices.DeleteFunc(ids, func(id string) bool { return id == key.Key })
	}
	p.warnDuplicates(p.document().ids.set(p, ids))
}

func (p *program) warnDuplicates(texts []string) {
	for _, text := range texts {
		p.warnProblem(problem{Kind: problemID, Text: text})
	}
}

// set records the ids of p, which are sorted. It describes those that p has more than once and those that other
// views of the document have, too, unless it has done so before.
func (s *documentIDs) set(p *program, ids []string) (duplicates []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ids == nil {
		s.ids, s.reported = map[*program][]string{}, map[string]bool{}
	}
	s.ids[p] = slices.Compact(slices.Clone(ids))
	for i, id := range ids[:max(0, len(ids)-1)] {
		if id == ids[i+1] {
			duplicates = s.report(duplicates, id, p, p)
		}
	}
	for other, used := range s.ids {
		for _, id := range s.ids[p] {
			if _, ok := slices.BinarySearch(used, id); ok && other != p {
				duplicates = s.report(duplicates, id, p, other)
			}
		}
	}
	return duplicates
}

// report appends a text about an id that a and b use, unless that was reported before. mu must be held.
func (s *documentIDs) report(texts []string, id string, a, b *program) []string {
	both := []*program{a, b}
	slices.SortFunc(both, comparePlaces)
	places := both[0].placeName() + " and by " + both[1].placeName()
	if a == b {
		places = a.placeName() + " more than once"
	}
	text := fmt.Sprintf("id %q is used by %s; use an id once in a document", shorten(id), places)
	if s.reported[text] || len(s.reported) >= maxProblems {
		return texts
	}
	s.reported[text] = true
	return append(texts, text)
}

// remove forgets the ids of p.
func (s *documentIDs) remove(p *program) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.ids, p)
}

// take removes and returns the ids of a sticky view and of the nested views in it.
func (s *documentIDs) take(sticky *program) map[*program][]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	taken := map[*program][]string{}
	for p, ids := range s.ids {
		if p.top == sticky {
			taken[p] = ids
			delete(s.ids, p)
		}
	}
	return taken
}

// placeName returns what p is, for a text.
func (p *program) placeName() string {
	switch {
	case p.sticky != nil:
		return fmt.Sprintf("sticky view %q", p.sticky.key)
	case p.host == nil:
		return "the page"
	case p.top.sticky != nil:
		return fmt.Sprintf("nested view %q in sticky view %q", p.host.path(), p.top.sticky.key)
	}
	return fmt.Sprintf("nested view %q", p.host.path())
}

// comparePlaces orders the page before nested views, and these before sticky views.
func comparePlaces(a, b *program) int {
	rank := func(p *program) int {
		switch {
		case p.isPage():
			return 0
		case p.top.sticky == nil:
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.placeName(), b.placeName()))
}
