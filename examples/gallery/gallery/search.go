package gallery

import (
	"strings"

	"github.com/lively-go/lively/examples/gallery/pages"
)

// A group is the pages of one group that match a search.
type group struct {
	Name  string
	Pages []pages.Page
}

// search returns the pages that contain each word of query in their title, group, summary, name or source,
// in their groups. If query is empty, all pages match.
func search(all []pages.Page, query string) (groups []group) {
	words := strings.Fields(strings.ToLower(query))
	for _, p := range all {
		if !matches(p, words) {
			continue
		}
		if n := len(groups); n == 0 || groups[n-1].Name != p.Group {
			groups = append(groups, group{Name: p.Group})
		}
		last := &groups[len(groups)-1]
		last.Pages = append(last.Pages, p)
	}
	return groups
}

func matches(p pages.Page, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := strings.ToLower(strings.Join([]string{p.Title, p.Group, p.Summary, p.Name}, " "))
	for _, w := range words {
		if !strings.Contains(text, w) && !strings.Contains(searchText(p.Name), w) {
			return false
		}
	}
	return true
}

func countPages(groups []group) (n int) {
	for _, g := range groups {
		n += len(g.Pages)
	}
	return n
}
