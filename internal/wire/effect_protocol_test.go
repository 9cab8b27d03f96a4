package wire

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The protocol's table of effects has those of this package.
func TestEffects_MatchProtocol(t *testing.T) {
	push, err := Push("name", 1)
	require.NoError(t, err)
	reply, err := Reply(1, 1)
	require.NoError(t, err)
	effects := []Effect{
		Title(""), Flash(FlashMessage{}), push, reply, PatchURL("", false), Navigate("", ""), Cookie(""), Outcome(1, "", ""), Open(1, JoinedRoot{}), Exec(0), SubmitForm(0, 1, "/"),
		Stream(1, 1, StreamOps{}),
	}
	require.Len(t, effects, len(constructors(t)), "a function that returns an effect is not in this test: %v", constructors(t))
	var kinds []string
	for _, e := range effects {
		var items []any
		require.NoError(t, json.Unmarshal(e, &items), "%s", e)
		kinds = append(kinds, items[0].(string))
	}

	doc, err := os.ReadFile("../../docs/reference/protocol.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(doc), "\n| effect | meaning |\n")
	require.True(t, ok)
	table, _, _ = strings.Cut(table, "\n\n")
	var documented []string
	for _, row := range regexp.MustCompile("(?m)^\\| `\\[\"([a-z]+)\"").FindAllStringSubmatch(table, -1) {
		documented = append(documented, row[1])
	}
	slices.Sort(kinds)
	kinds = slices.Compact(kinds) // several functions return an exec
	slices.Sort(documented)
	require.Equal(t, kinds, documented)
}

// constructors returns the names of the package's exported functions that return an effect.
func constructors(t *testing.T) (names []string) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`(?m)^func ([A-Z]\w*)\(.*\) \(?Effect\b`).FindAllSubmatch(src, -1) {
			names = append(names, string(m[1]))
		}
	}
	return names
}
