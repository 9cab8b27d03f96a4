package js

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// importPattern matches one import or re-export of a sibling module. Its groups are "type" if all
// of the statement is erased by the compiler, the imported names, and the module.
var importPattern = regexp.MustCompile(`(?m)^(?:import|export)\s+(type\s+)?(?:(\{[^}]*\}|[\w*][\w* ,]*?)\s*from\s*)?["']\./([\w.]+)["']`)

// runtimeImports returns the modules that the text of a module imports at run time. Imports of
// types alone, and of the style sheet, are left out.
func runtimeImports(source string) []string {
	var modules []string
	for _, m := range importPattern.FindAllStringSubmatch(source, -1) {
		typeOnly, names, module := m[1], m[2], m[3]
		if typeOnly == "" && !onlyTypes(names) && !strings.HasSuffix(module, ".css") {
			modules = append(modules, module)
		}
	}
	return modules
}

// onlyTypes reports whether names is a braced list in which every name is marked as a type.
func onlyTypes(names string) bool {
	list, ok := strings.CutPrefix(strings.TrimSpace(names), "{")
	if !ok {
		return false
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(list, "}"), ",") {
		if name = strings.TrimSpace(name); name != "" && !strings.HasPrefix(name, "type ") {
			return false
		}
	}
	return true
}

// findCycle returns the modules of one cycle in imports, the first again at the end, or nil if
// there is none.
func findCycle(imports map[string][]string) []string {
	done := map[string]bool{}
	var path []string
	var visit func(module string) []string
	visit = func(module string) []string {
		if i := slices.Index(path, module); i >= 0 {
			return append(slices.Clone(path[i:]), module)
		}
		if done[module] {
			return nil
		}
		path = append(path, module)
		for _, imported := range imports[module] {
			if cycle := visit(imported); cycle != nil {
				return cycle
			}
		}
		path = path[:len(path)-1]
		done[module] = true
		return nil
	}
	for _, module := range slices.Sorted(maps.Keys(imports)) {
		if cycle := visit(module); cycle != nil {
			return cycle
		}
	}
	return nil
}

// readModules returns the text of every module in src, by name without extension.
func readModules(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("src/*.ts")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	modules := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		modules[strings.TrimSuffix(filepath.Base(file), ".ts")] = string(text)
	}
	return modules
}

func TestModules_ImportNoCycle(t *testing.T) {
	imports := map[string][]string{}
	for module, text := range readModules(t) {
		imports[module] = runtimeImports(text)
	}
	require.Contains(t, imports["main"], "session", "the imports of main.ts were not found")
	for module, list := range imports {
		for _, imported := range list {
			require.Contains(t, imports, imported, "import of an unknown module in %s.ts", module)
		}
	}
	if cycle := findCycle(imports); cycle != nil {
		t.Errorf("import cycle: %s", strings.Join(cycle, " -> "))
	}
}

func TestRuntimeImports(t *testing.T) {
	source := `// import { a } from "./comment"
import { type A, b } from "./value"
import {
	c,
	type D,
} from "./lines"
import type { E } from "./type"
import { type F, type G } from "./types"
import * as h from './namespace'
import "./effect"
import css from "./style.css"
export * from "./exported"
`
	require.Equal(t, []string{"value", "lines", "namespace", "effect", "exported"}, runtimeImports(source))
}

func TestFindCycle(t *testing.T) {
	require.Nil(t, findCycle(map[string][]string{"a": {"b", "c"}, "b": {"c"}, "c": nil}))
	require.Equal(t, []string{"b", "c", "b"}, findCycle(map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"b"}}))
	require.Equal(t, []string{"a", "a"}, findCycle(map[string][]string{"a": {"a"}}))
}
