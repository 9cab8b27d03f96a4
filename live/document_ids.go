package live

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/lively-go/lively/diff"
	"github.com/lively-go/lively/internal/htmlscan"
)

// documentIDs holds the id attributes of a document, in development. Its methods may be called by any goroutine.
type documentIDs struct {
	mu       sync.Mutex
	ids      map[*program][]string // of each view, and of the layout, whose key is nil
	reported map[string]bool       // texts
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

// checkLayoutIDs reports, in development, ids that the layout uses more than once, or a view, too. p must be the
// program of a page whose document the layout has rendered, or may render.
func (p *program) checkLayoutIDs() {
	if !p.srv.Dev || p.srv.Layout == nil || !p.isPage() {
		return
	}
	p.renderLayout(p.title, func(markup []byte) {
		ids := htmlscan.IDs(markup)
		slices.Sort(ids)
		p.warnDuplicates(p.document().ids.set(nil, ids))
	})
}

func (p *program) warnDuplicates(texts []string) {
	for _, text := range texts {
		p.warnProblem(problem{Kind: problemID, Text: text})
	}
}

// set records the ids of p, or of the layout if that is nil. They must be sorted. It describes those that p has more than once and those that other
// parts of the document have, too, unless it has done so before.
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
		if p != nil && p.top == sticky {
			taken[p] = ids
			delete(s.ids, p)
		}
	}
	return taken
}

// placeName returns what p, or the layout if that is nil, is for a text.
func (p *program) placeName() string {
	switch {
	case p == nil:
		return "the layout"
	case p.sticky != nil:
		return fmt.Sprintf("sticky view %q", p.sticky.key)
	case p.host == nil:
		return "the page"
	case p.top.sticky != nil:
		return fmt.Sprintf("nested view %q in sticky view %q", p.host.path(), p.top.sticky.key)
	}
	return fmt.Sprintf("nested view %q", p.host.path())
}

// comparePlaces orders the page before nested views, these before sticky views, and these before the layout.
func comparePlaces(a, b *program) int {
	rank := func(p *program) int {
		switch {
		case p == nil:
			return 3
		case p.isPage():
			return 0
		case p.top.sticky == nil:
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.placeName(), b.placeName()))
}
