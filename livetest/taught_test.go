package livetest_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// elsewhere are functions whose example needs more than this module has.
var elsewhere = map[string]string{"Browser": "../e2e/both_example_test.go"}

// Every function has an example that runs.
func TestEveryFunctionHasAnExample(t *testing.T) {
	taught := exampled(t, "*.go")
	for name, ok := range taught {
		if file := elsewhere[name]; file != "" {
			require.False(t, ok, "%s has an example; it is elsewhere no more", name)
			ok = runs(doc.Examples(parse(t, token.NewFileSet(), file)...))
		}
		require.True(t, ok, "%s has no example with // Output:", name)
	}
	require.Greater(t, len(taught), 40)
	require.False(t, exampled(t, "doc.go", "page.go", "example_form_test.go")["Page.Tab"], "the example is in another file")
}

// exampled says of each function of the files whether it has an example that runs.
func exampled(t *testing.T, globs ...string) map[string]bool {
	var files []string
	for _, glob := range globs {
		found, err := filepath.Glob(glob)
		require.NoError(t, err)
		files = append(files, found...)
	}
	fset := token.NewFileSet()
	pkg, err := doc.NewFromFiles(fset, parse(t, fset, files...), "livetest")
	require.NoError(t, err)
	all := map[string]bool{}
	add := func(receiver string, funcs []*doc.Func) {
		for _, f := range funcs {
			all[receiver+f.Name] = runs(f.Examples)
		}
	}
	add("", pkg.Funcs)
	for _, typ := range pkg.Types {
		add("", typ.Funcs)
		add(typ.Name+".", typ.Methods)
	}
	return all
}

func runs(all []*doc.Example) bool {
	for _, e := range all {
		if strings.TrimSpace(e.Output) != "" {
			return true
		}
	}
	return false
}

func parse(t *testing.T, fset *token.FileSet, names ...string) (files []*ast.File) {
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, f)
	}
	return files
}
