package livetest

import "fmt"

// didYouMean is the end of a message: the one of names that is nearest to what was asked, "" if none is near.
func didYouMean(asked string, names []string) string {
	if name := nearestName(asked, names); name != "" {
		return formatSuggestion(name)
	}
	return ""
}

func formatSuggestion(name string) string { return fmt.Sprintf("; did you mean %q?", name) }

// nearest is the one of names that is nearest to what was asked, "" if none is near.
func nearestName(asked string, names []string) string {
	best, least := "", min(len(asked), max(1, len(asked)/3)+1) // to change every byte is not near
	for _, name := range names {
		if d := editDistance(asked, name); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance is how many bytes must be added, dropped, changed or swapped with the next to make b of a.
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
