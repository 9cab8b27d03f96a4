package js

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	interfacePattern = regexp.MustCompile(`(?ms)^(?:export )?interface \w+(?:<[^>\n]*>)?(?: extends \w+)? \{\n(.*?)^\}`)
	enumPattern      = regexp.MustCompile(`(?ms)^(?:export )?const enum \w+ \{\n(.*?)^\}`)
	enumItemPattern  = regexp.MustCompile(`(?m)^\t(\w+)`)
	memberPattern    = regexp.MustCompile(`(?m)^\t(\w+)\??[:(]`)
)

// interfaceMembers returns the names of the properties and methods that the interfaces in source
// declare, one per line.
func interfaceMembers(source string) []string {
	var names []string
	for _, body := range interfacePattern.FindAllStringSubmatch(source, -1) {
		for _, member := range memberPattern.FindAllStringSubmatch(body[1], -1) {
			names = append(names, member[1])
		}
	}
	return names
}

// enumMembers returns the names of the members of the enums in source.
func enumMembers(source string) []string {
	var names []string
	for _, body := range enumPattern.FindAllStringSubmatch(source, -1) {
		for _, item := range enumItemPattern.FindAllStringSubmatch(body[1], -1) {
			names = append(names, item[1])
		}
	}
	return names
}

// The build shortens the names of the properties in own-properties.txt. Objects of the DOM, of the
// protocol and of the application have properties too, so every other name is kept. The tests of
// e2e compare the list with the properties in Chromium. The value of an enum member whose name is shortened would be
// undefined.
func TestClient_KeepsPropertyNames(t *testing.T) {
	declared := map[string]string{}
	var members []string
	for module, text := range readModules(t) {
		for _, name := range interfaceMembers(text) {
			declared[name] = module
		}
		members = append(members, enumMembers(text)...)
	}
	require.Greater(t, len(declared), 30, "the interfaces in src were not found")
	data, err := os.ReadFile("own-properties.txt")
	require.NoError(t, err)
	own := strings.Fields(string(data))
	require.True(t, slices.IsSorted(own), "own-properties.txt is not sorted")
	require.Len(t, slices.Compact(slices.Clone(own)), len(own), "own-properties.txt has duplicates")
	require.Contains(t, members, "appendText", "the enums in src were not found")
	for _, name := range own {
		require.NotContains(t, members, name, "own-properties.txt has the name of a member of an enum")
		require.Contains(t, declared, name, "own-properties.txt has the name of a property that no interface in src declares")
	}

	all := slices.Concat(Client, Dev, slices.Concat(sources(Modules)...))
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		used := regexp.MustCompile(`[.{,]` + name + `\b`).Match(all)
		if slices.Contains(own, name) {
			require.False(t, used, "property %s of %s.ts is in js/dist: it is not shortened", name, declared[name])
		} else {
			require.True(t, used, "property %s of %s.ts is in none of the scripts in js/dist: it is shortened or unused", name, declared[name])
		}
	}
}

// Names that scripts, style sheets and servers use are not in own-properties.txt.
func TestClient_PublicNames(t *testing.T) {
	globals, err := os.ReadFile("src/globals.d.ts")
	require.NoError(t, err)
	session, err := os.ReadFile("src/session.ts")
	require.NoError(t, err)
	public := append(interfaceMembers(string(globals)), strings.Fields(`connect disconnect isConnected pushEvent main el
		outcome why ref kind to detail join resume joined resumed`)...)
	for _, message := range []string{"Joined", "Resumed"} {
		_, body, found := strings.Cut(string(session), "interface "+message+" {\n")
		require.True(t, found, message)
		body, _, _ = strings.Cut(body, "\n}")
		for _, member := range memberPattern.FindAllStringSubmatch(body, -1) {
			public = append(public, member[1])
		}
	}
	require.Contains(t, public, "adopted")
	data, err := os.ReadFile("own-properties.txt")
	require.NoError(t, err)
	for _, name := range strings.Fields(string(data)) {
		require.NotContains(t, public, name)
	}
}

func TestInterfaceMembers(t *testing.T) {
	source := `interface Listener {
	opened(): void // with a comment
	reason?: string
}

function closed(code: number) {
	code: 1
}

export interface Empty {
}

export interface Edit extends Object {
	event?(): void
	el: Element
}
`
	require.Equal(t, []string{"opened", "reason", "event", "el"}, interfaceMembers(source))
}
