package live_test

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

// Every exported function, type and method has an example with output. The example of a type also
// counts for the methods that it calls.
func TestEveryFunctionHasAnExample(t *testing.T) {
	documented := documentedNames(t, "")
	for name, ok := range documented {
		require.True(t, ok, "%s has no example with // Output:", name)
	}
	require.Greater(t, len(documented), 50)
	require.False(t, documentedNames(t, "example_every_test.go")["Every"], "its example was left out")
}

// documentedNames reports for each exported function, type and method of the package whether it has an
// example with output in a file other than except.
func documentedNames(t *testing.T, except string) map[string]bool {
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		f, err := parser.ParseFile(fset, name, nil, parser.ParseComments)
		require.NoError(t, err)
		internalTest := strings.HasSuffix(name, "_test.go") && f.Name.Name == "live"
		if name != except && !internalTest {
			files = append(files, f)
		}
	}
	pkg, err := doc.NewFromFiles(fset, files, "github.com/lively-go/lively/live")
	require.NoError(t, err)

	documented := map[string]bool{}
	addFuncs := func(funcs []*doc.Func) {
		for _, f := range funcs {
			documented[f.Name] = len(withOutput(f.Examples)) > 0
		}
	}
	addFuncs(pkg.Funcs)
	for _, typ := range pkg.Types {
		addFuncs(typ.Funcs)
		examples := withOutput(typ.Examples)
		documented[typ.Name] = len(examples) > 0
		for _, m := range typ.Methods {
			documented[typ.Name] = documented[typ.Name] || len(withOutput(m.Examples)) > 0
			documented[typ.Name+"."+m.Name] = len(withOutput(m.Examples)) > 0 || calls(examples, m.Name)
		}
	}
	return documented
}

func withOutput(examples []*doc.Example) (found []*doc.Example) {
	for _, e := range examples {
		if strings.TrimSpace(e.Output) != "" {
			found = append(found, e)
		}
	}
	return found
}

// calls reports whether one of the examples, or a declaration of its file, calls the method.
func calls(examples []*doc.Example, method string) (found bool) {
	for _, e := range examples {
		var root ast.Node = e.Code
		if e.Play != nil {
			root = e.Play
		}
		ast.Inspect(root, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			found = found || ok && sel.Sel.Name == method
			return true
		})
	}
	return found
}
