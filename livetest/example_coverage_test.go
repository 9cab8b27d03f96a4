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

// otherExamples maps functions to the files with their examples, because those need packages that this
// module does not have.
var otherExamples = map[string]string{"Browser": "../e2e/both_example_test.go"}

// Every exported function has an example that runs.
func TestEveryFunctionHasAnExample(t *testing.T) {
	examples := runnableExamples(t, "*.go")
	for name, ok := range examples {
		if file := otherExamples[name]; file != "" {
			require.False(t, ok, "%s has an example here: remove it from otherExamples", name)
			ok = anyRuns(doc.Examples(parse(t, token.NewFileSet(), file)...))
		}
		require.True(t, ok, "%s has no example with // Output:", name)
	}
	require.Greater(t, len(examples), 40)
	require.False(t, runnableExamples(t, "doc.go", "page.go", "example_form_test.go")["Page.Tab"], "its example is in another file")
}

// runnableExamples returns, for each function in the files, whether it has an example that runs.
func runnableExamples(t *testing.T, globs ...string) map[string]bool {
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
			all[receiver+f.Name] = anyRuns(f.Examples)
		}
	}
	add("", pkg.Funcs)
	for _, typ := range pkg.Types {
		add("", typ.Funcs)
		add(typ.Name+".", typ.Methods)
	}
	return all
}

// anyRuns reports whether an example has output, without which it is only compiled.
func anyRuns(all []*doc.Example) bool {
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
