package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

var wordRules = []rule{{
	name:  "texts use the vocabulary of CONTRIBUTING.md",
	check: avoidedWords,
	violations: []violation{{
		files: map[string]string{
			"a.md":             "Nobody is told.\nIt is no longer there; there is no browser.\nThat is no path.\n",
			"live/a.go":        "package live\n\n// parse says whether s stands twice.\nfunc parse() { log(\"mounted anew\") }\n",
			"live/a_test.go":   "package live\n\nfunc TestWhatNobodyTakes(t *testing.T) {}\nfunc TestOK(t *testing.T) {}\n",
			"js/src/a.ts":      "// the listeners hear nothing\nconst heardOf = 1\n",
			"js/dist/a.js":     "// anew\n",
			"a/testdata/b.txt": "anew\n",
			"scripts/test":     "# Writes the files anew.\n",
			"CONTRIBUTING.md":  "| again | not anew |\n",
		},
		want: []string{
			`a.md:1: "Nobody"`, `a.md:1: "told"`, `a.md:3: "is no path"`,
			`js/src/a.ts:1: "hear"`, `js/src/a.ts:2: "heard"`,
			`live/a.go:3: "says whether"`, `live/a.go:3: "stands twice"`, `live/a.go:4: "anew"`,
			`live/a_test.go:3: "Nobody"`, `scripts/test:1: "anew"`,
		},
	}},
}}

// avoided lists the words that CONTRIBUTING.md asks to avoid, each with what to write instead.
var avoided = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{words("anew"), "again, or a verb with re-"},
	{words("whoever", "whomever", "nobody", "somebody"), "the caller, the client, the user, or the passive"},
	{words("thereof", "whence", "hither", "hitherto"), "plain English"},
	{words("tell", "tells", "told", "hear", "hears", "heard"), "send, report, return, notify, receive"},
	{words("says? whether", "tells? whether", "said whether"), "reports whether"},
	{words("stands? twice", "standing twice"), "duplicate, appears twice"},
	{words("without a word", "in silence"), "silently"},
	{words("mend", "mends", "mended"), "fix, repair"},
	{words("what is so", "it is so that"), "the fact itself"},
	{words("park", "parks", "parked", "parking"), "unadopted"},
	{words("verdict", "verdicts", "parcel", "parcels", "news"), "the standard term"},
	{words("house rules?", "map of the house"), "repository"},
}

// anyAvoided matches a line that one of avoided matches: testing one pattern is faster.
var anyAvoided = func() *regexp.Regexp {
	var all []string
	for _, a := range avoided {
		all = append(all, a.pattern.String())
	}
	return regexp.MustCompile(strings.Join(all, "|"))
}()

// isNo finds "X is no Y", but not "there is no Y".
var isNo = regexp.MustCompile(`(?i)(\w+) ((?:is|are|was|were) no (\w+))`)

func words(alternatives ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:` + strings.Join(alternatives, "|") + `)\b`)
}

func avoidedWords(t *tree) (bad []string) {
	for _, name := range t.names() {
		if !isText(name) || generated(name, t.files[name]) {
			continue
		}
		for i, line := range strings.Split(splitIdentifiers(t.files[name]), "\n") {
			if anyAvoided.MatchString(line) {
				for _, a := range avoided {
					for _, found := range a.pattern.FindAllString(line, -1) {
						bad = append(bad, fmt.Sprintf("%s:%d: %q: write %s", name, i+1, found, a.instead))
					}
				}
			}
			for _, m := range isNo.FindAllStringSubmatch(line, -1) {
				if !strings.EqualFold(m[1], "there") && !slices.Contains([]string{"longer", "more", "less", "fewer", "later", "earlier"}, m[3]) {
					bad = append(bad, fmt.Sprintf("%s:%d: %q: write is not", name, i+1, m[2]))
				}
			}
		}
	}
	return bad
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

// splitIdentifiers separates the words of camelCase and snake_case identifiers.
func splitIdentifiers(text []byte) string {
	split := make([]byte, 0, len(text)+len(text)/8)
	for i, c := range text {
		if i > 0 && 'A' <= c && c <= 'Z' && ('a' <= text[i-1] && text[i-1] <= 'z' || '0' <= text[i-1] && text[i-1] <= '9') {
			split = append(split, ' ')
		}
		if c == '_' {
			c = ' '
		}
		split = append(split, c)
	}
	return string(split)
}
