package js

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	interfacePattern = regexp.MustCompile(`(?ms)^(?:export )?interface \w+ \{\n(.*?)^\}`)
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

// A minifier that shortens property names could give the client's objects the names of properties
// that the DOM, the protocol or the application uses. The client is built without that: every
// declared property has its full name.
func TestClient_KeepsPropertyNames(t *testing.T) {
	declared := map[string]string{}
	for module, text := range readModules(t) {
		for _, name := range interfaceMembers(text) {
			declared[name] = module
		}
	}
	require.Greater(t, len(declared), 30, "the interfaces in src were not found")
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		used := regexp.MustCompile(`\b` + name + `\b`).Match(append(slices.Clip(Client), Dev...))
		require.True(t, used, "property %s of %s.ts is in neither js/dist/live.js nor js/dist/dev.js: it is shortened or unused", name, declared[name])
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

export interface Edit {
	event?(): void
	el: Element
}
`
	require.Equal(t, []string{"opened", "reason", "event", "el"}, interfaceMembers(source))
}
