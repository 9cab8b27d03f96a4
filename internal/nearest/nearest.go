// Package nearest finds the name that was probably meant by a misspelled one.
package nearest

import (
	"fmt"
	"strings"
)

// Suggestion returns " (did you mean …?)" with the one of names that is nearest to name, or "" if none
// is near.
func Suggestion(name string, names []string) string {
	if nearest := Name(name, names); nearest != "" {
		return Format(nearest)
	}
	return ""
}

// Format returns " (did you mean …?)" with name.
func Format(name string) string { return fmt.Sprintf(" (did you mean %q?)", name) }

// maxLength is the length in bytes from which on a name is near to none: the search takes time that is
// proportional to the length, and a client may have sent the name.
const maxLength = 100

// Name returns the one of names with the smallest edit distance to name, or "" if none is near.
func Name(name string, names []string) string {
	if len(name) > maxLength {
		return ""
	}
	best, least := "", min(len(name), max(1, len(name)/3)+1) // a name in which every byte differs is not near
	for _, other := range names {
		if strings.EqualFold(name, other) {
			return other
		}
		if d := editDistance(name, other); d < least {
			best, least = other, d
		}
	}
	return best
}

// editDistance returns how many bytes must be inserted, deleted, replaced or swapped with the next
// one to turn a into b.
func editDistance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		for j := range rows[i] {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				rows[i][j] = rows[i-1][j-1]
			default:
				rows[i][j] = 1 + min(rows[i-1][j], rows[i][j-1], rows[i-1][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], 1+rows[i-2][j-2])
			}
		}
	}
	return rows[len(a)][len(b)]
}
