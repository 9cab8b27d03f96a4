package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const failures = "docs/explain/failures.md"

var failureRules = []rule{{
	name:  "each known failure names existing tests",
	check: untestedFailures,
	violations: []violation{{
		files: map[string]string{
			failures:    "| | failure | test |\n|---|---|---|\n| 1 | a | `TestA` `FuzzA` |\n| 2 | b | |\n| 3 | c | `TestNone` |\n",
			"a_test.go": "package a\nfunc TestA(t *testing.T) {}\nfunc FuzzA(f *testing.F) {}\n",
		},
		want: []string{failures + ":4: no test", failures + ":5: no such test: TestNone"},
	}},
}}

var (
	testDeclared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	testNamed    = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)\\w+)`")
	failureRow   = regexp.MustCompile(`^\| \d+ \|`)
)

func untestedFailures(t *tree) (bad []string) {
	var tests []string
	for _, name := range t.names() {
		if strings.HasSuffix(name, "_test.go") {
			for _, m := range testDeclared.FindAllSubmatch(t.files[name], -1) {
				tests = append(tests, string(m[1]))
			}
		}
	}
	for i, line := range strings.Split(string(t.files[failures]), "\n") {
		if !failureRow.MatchString(line) {
			continue
		}
		named := testNamed.FindAllStringSubmatch(line, -1)
		if len(named) == 0 {
			bad = append(bad, fmt.Sprintf("%s:%d: no test", failures, i+1))
		}
		for _, m := range named {
			if !slices.Contains(tests, m[1]) {
				bad = append(bad, fmt.Sprintf("%s:%d: no such test: %s", failures, i+1, m[1]))
			}
		}
	}
	return bad
}
