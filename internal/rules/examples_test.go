package rules

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
)

var exampleRules = []rule{{
	name:  "exported functions, types and methods have examples that run",
	check: missingExamples,
	violations: []violation{{
		files: map[string]string{
			"live/a.go": "package live\n\n// F returns.\nfunc F() {}\n\n// G returns.\nfunc G() {}\n\n// T is.\ntype T struct{}\n\n// M returns.\nfunc (T) M() {}\n" +
				"\n// N returns.\nfunc (T) N() {}\n\n// U is.\ntype U struct{}\n\n// NewU returns a U.\nfunc NewU() U { return U{} }\n",
			"live/a_test.go":  "package live_test\n\nfunc ExampleF() {\n\t// Output: 1\n}\n\nfunc ExampleG() {}\n\nfunc ExampleT() {\n\tlive.T{}.M()\n\t// Output: 1\n}\n",
			"internal/a/a.go": "package a\n\nfunc F() {}\n",
		},
		want: []string{"live: G has", "live: T.N has", "live: NewU has", "live: U has"},
	}},
}}

// packagesWithExamples lists the packages whose exported functions, types and methods must have an
// example with output. The example of a type also counts for the methods that it calls, and that of
// a method for its type.
var packagesWithExamples = []string{"diff", "live", "live/dom", "livetest", "pubsub", "pubsub/driver", "pubsub/presence", "pubsub/redisbus"}

// examplesElsewhere maps an identifier to the file of another module that has its example.
var examplesElsewhere = map[string]string{
	"livetest: Browser": "e2e/script_example_test.go",
	"livetest: Driver":  "e2e/script_example_test.go",
}

func missingExamples(t *tree) (bad []string) {
	for _, dir := range packagesWithExamples {
		var files []*ast.File
		fset := token.NewFileSet()
		for _, name := range t.goFiles() {
			if path.Dir(name) == dir {
				files = append(files, parseExamples(fset, name, t.files[name]))
			}
		}
		if len(files) == 0 {
			continue
		}
		pkg, err := doc.NewFromFiles(fset, files, module+"/"+dir)
		if err != nil {
			return append(bad, err.Error())
		}
		check := func(name string, ok bool) {
			key := dir + ": " + name
			if file := examplesElsewhere[key]; !ok && file != "" && t.files[file] != nil {
				ok = len(runnableExamples(doc.Examples(parseExamples(token.NewFileSet(), file, t.files[file])))) > 0
			}
			if !ok {
				bad = append(bad, fmt.Sprintf("%s has no example with // Output:", key))
			}
		}
		for _, f := range pkg.Funcs {
			check(f.Name, len(runnableExamples(f.Examples)) > 0)
		}
		for _, typ := range pkg.Types {
			examples := runnableExamples(typ.Examples)
			ok := len(examples) > 0
			for _, f := range typ.Funcs {
				check(f.Name, len(runnableExamples(f.Examples)) > 0)
			}
			for _, m := range typ.Methods {
				own := len(runnableExamples(m.Examples)) > 0
				ok = ok || own
				check(typ.Name+"."+m.Name, own || slices.ContainsFunc(examples, func(e *doc.Example) bool { return mentions(e, m.Name) }))
			}
			check(typ.Name, ok)
		}
	}
	return bad
}

// mentions reports whether the code of an example, including the declarations of its file, contains
// a selector name.
func mentions(e *doc.Example, name string) (found bool) {
	node := e.Code
	if e.Play != nil {
		node = e.Play
	}
	ast.Inspect(node, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		found = found || ok && sel.Sel.Name == name
		return !found
	})
	return found
}

func parseExamples(fset *token.FileSet, name string, src []byte) *ast.File {
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	return f
}

// runnableExamples returns the examples that the go command runs.
func runnableExamples(all []*doc.Example) (found []*doc.Example) {
	for _, e := range all {
		if e.EmptyOutput || strings.TrimSpace(e.Output) != "" {
			found = append(found, e)
		}
	}
	return found
}
