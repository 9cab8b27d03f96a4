package rules

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
)

var wordRules = []rule{{
	name:  "texts use the vocabulary of CONTRIBUTING.md",
	check: avoidedWords,
	violations: []violation{{
		files: map[string]string{
			"a.md":                 "Nobody is told of `MaxParked`.\nIt is no longer there; there is no browser.\nThat is no path.\n",
			"live/a.go":            "package live\n\n// parse says whether s stands twice.\nfunc parse() { log(\"mounted anew\") }\n",
			"live/a_test.go":       "package live\n\nfunc TestWhatNobodyTakes(t *testing.T) {}\nfunc TestOK(t *testing.T) {}\n",
			"js/src/a.ts":          "// the listeners hear nothing\nconst heardOf = 1\n",
			"js/dist/a.js":         "// anew\n",
			"a/testdata/b.txt":     "anew\n",
			"a/third-party/b/b.js": "anew\n",
			"scripts/test":         "# Writes the files anew.\n",
			"CONTRIBUTING.md":      "| again | not anew |\n",
		},
		want: []string{
			`a.md:1: "nobody"`, `a.md:1: "told"`, `a.md:3: "is no path"`,
			`js/src/a.ts:1: "hear"`, `js/src/a.ts:2: "heard"`,
			`live/a.go:3: "says whether"`, `live/a.go:3: "stands twice"`, `live/a.go:4: "anew"`,
			`live/a_test.go:3: "nobody"`, `scripts/test:1: "anew"`,
		},
	}},
}}

// avoided maps each word or phrase to avoid to what to write instead.
var avoided = func() map[string]string {
	all := map[string]string{}
	for instead, phrases := range map[string]string{
		"again, or a verb with re-":                        "anew",
		"the caller, the client, the user, or the passive": "whoever, whomever, nobody, somebody",
		"plain English":                                    "thereof, whence, hither, hitherto, what is so, it is so that",
		"send, report, return, notify, receive":            "tell, tells, told, hear, hears, heard",
		"reports whether":                                  "say whether, says whether, said whether, tell whether, tells whether",
		"duplicate, appears twice":                         "stand twice, stands twice",
		"silently":                                         "without a word, in silence",
		"fix, repair":                                      "mend, mends, mended",
		"unadopted":                                        "park, parks, parked, parking",
		"the standard term":                                "verdict, verdicts, parcel, parcels",
		"repository":                                       "house rule, house rules, map of the house",
	} {
		for phrase := range strings.SplitSeq(phrases, ", ") {
			all[phrase] = instead
		}
	}
	return all
}()

// longestPhrase is the number of words in the longest phrase of avoided.
const longestPhrase = 4

func avoidedWords(t *tree) (bad []string) {
	for _, name := range t.names() {
		if !isText(name) || isGenerated(name, t.files[name]) || isVendored(name) {
			continue
		}
		for i, line := range bytes.Split(t.files[name], []byte("\n")) {
			if path.Ext(name) == ".md" {
				line = inlineCode.ReplaceAll(line, nil) // the changelog quotes old names
			}
			words := wordsOf(line)
			for j := range words {
				for n := range min(longestPhrase, len(words)-j) {
					phrase := strings.Join(words[j:j+n+1], " ")
					if instead := avoided[phrase]; instead != "" {
						bad = append(bad, fmt.Sprintf("%s:%d: %q: write %s", name, i+1, phrase, instead))
					}
				}
				if startsWithIsNo(words[j:]) && (j == 0 || words[j-1] != "there") {
					bad = append(bad, fmt.Sprintf("%s:%d: %q: write is not", name, i+1, strings.Join(words[j:j+3], " ")))
				}
			}
		}
	}
	return bad
}

// startsWithIsNo reports whether words begin with "is no" and a noun.
func startsWithIsNo(words []string) bool {
	return len(words) > 2 && words[1] == "no" && slices.Contains([]string{"is", "are", "was", "were"}, words[0]) &&
		!slices.Contains([]string{"longer", "more", "less", "fewer", "later", "earlier"}, words[2])
}

// wordsOf returns the words of a line in lower case. It splits camelCase and snake_case identifiers.
func wordsOf(line []byte) (words []string) {
	start := -1
	for i := 0; i <= len(line); i++ {
		letter := i < len(line) && ('a' <= line[i]|0x20 && line[i]|0x20 <= 'z')
		upper := letter && i > 0 && 'A' <= line[i] && line[i] <= 'Z' && !('A' <= line[i-1] && line[i-1] <= 'Z')
		if start >= 0 && (!letter || upper) {
			words = append(words, strings.ToLower(string(line[start:i])))
			start = -1
		}
		if letter && start < 0 {
			start = i
		}
	}
	return words
}

// isText reports whether the words of a file are checked: its prose, comments, names and messages.
func isText(name string) bool {
	switch {
	case name == "CONTRIBUTING.md", strings.HasPrefix(name, "internal/rules/words"), strings.Contains("/"+name, "/testdata/"):
		return false
	case strings.HasPrefix(name, "scripts/"), path.Base(name) == "Makefile":
		return true
	}
	return slices.Contains([]string{".go", ".ts", ".js", ".css", ".templ", ".md", ".sh"}, path.Ext(name))
}
