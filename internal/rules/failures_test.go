package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const failures = "docs/explain/failures.md"

var failureRules = []rule{{
	name:  "each known failure has a number and names tests, and tests named in documents exist",
	check: untestedFailures,
	violations: []violation{{
		files: map[string]string{
			failures: "| | failure | test |\n|---|---|---|\n| 1 | a | `TestA` `FuzzA` |\n| 2 | b | |\n| 3 | c | `TestNone` |\n" +
				"| 1 | d | `TestA` |\n",
			"a_test.go":       "package a\nfunc TestA(t *testing.T) {}\nfunc FuzzA(f *testing.F) {}\n",
			"README.md":       "It is tested by `TestA` and `TestB`.\n",
			"CONTRIBUTING.md": "A name such as `TestC`.\n",
		},
		want: []string{"README.md:1: no such test: TestB", failures + ":4: no test", failures + ":5: no such test: TestNone",
			failures + ":6: number 1 is a duplicate"},
	}},
}}

var (
	testDeclared = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)
	testNamed    = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)\\w+)`")
	failureRow   = regexp.MustCompile(`^\| (\d+) \|`)
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
	for _, name := range t.documents() {
		if name == "CONTRIBUTING.md" {
			continue
		}
		numbers := map[string]bool{}
		for i, line := range prose(t.files[name]) {
			if row := failureRow.FindStringSubmatch(line); name == failures && row != nil {
				if numbers[row[1]] {
					bad = append(bad, fmt.Sprintf("%s:%d: number %s is a duplicate", name, i+1, row[1]))
				}
				numbers[row[1]] = true
			}
			named := testNamed.FindAllStringSubmatch(line, -1)
			if name == failures && failureRow.MatchString(line) && len(named) == 0 {
				bad = append(bad, fmt.Sprintf("%s:%d: no test", name, i+1))
			}
			for _, m := range named {
				if !slices.Contains(tests, m[1]) {
					bad = append(bad, fmt.Sprintf("%s:%d: no such test: %s", name, i+1, m[1]))
				}
			}
		}
	}
	return bad
}
