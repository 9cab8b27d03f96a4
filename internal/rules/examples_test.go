package rules

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path"
	"strings"
)

var exampleRules = []rule{{
	name:  "exported functions and types have examples that run",
	check: missingExamples,
	violations: []violation{{
		files: map[string]string{
			"live/a.go": "package live\n\n// F returns.\nfunc F() {}\n\n// G returns.\nfunc G() {}\n\n// T is.\ntype T struct{}\n\n// M returns.\nfunc (T) M() {}\n" +
				"\n// New returns a T.\nfunc New() T { return T{} }\n",
			"live/a_test.go":     "package live_test\n\nfunc ExampleF() {\n\t// Output: 1\n}\n\nfunc ExampleG() {}\n\nfunc ExampleNew() {\n\t// Output: 1\n}\n",
			"livetest/a.go":      "package livetest\n\n// T is.\ntype T struct{}\n\n// M returns.\nfunc (T) M() {}\n\n// N returns.\nfunc (T) N() {}\n",
			"livetest/a_test.go": "package livetest_test\n\nfunc ExampleT_M() {\n\t// Output: 1\n}\n",
			"internal/a/a.go":    "package a\n\nfunc F() {}\n",
		},
		want: []string{"live: G has", "live: T has", "livetest: T.N has"},
	}},
}}

// exampled lists the packages whose exported functions and types must have an example with output.
// Where methods is set, each method needs one, and a type does not.
var exampled = []struct {
	dir     string
	methods bool
}{
	{dir: "diff"},
	{dir: "live"},
	{dir: "livetest", methods: true},
	{dir: "pubsub"},
	{dir: "pubsub/presence"},
}

// elsewhere lists functions whose example needs another module.
var elsewhere = map[string]string{"livetest: Browser": "e2e/both_example_test.go"}

func missingExamples(t *tree) (bad []string) {
	for _, p := range exampled {
		var files []*ast.File
		fset := token.NewFileSet()
		for _, name := range t.goFiles() {
			if path.Dir(name) == p.dir {
				files = append(files, parseExamples(fset, name, t.files[name]))
			}
		}
		if len(files) == 0 {
			continue
		}
		pkg, err := doc.NewFromFiles(fset, files, module+"/"+p.dir)
		if err != nil {
			return append(bad, err.Error())
		}
		require := func(name string, examples []*doc.Example) {
			key := p.dir + ": " + name
			if file := elsewhere[key]; file != "" && t.files[file] != nil {
				examples = doc.Examples(parseExamples(token.NewFileSet(), file, t.files[file]))
			}
			if !runs(examples) {
				bad = append(bad, fmt.Sprintf("%s has no example with // Output:", key))
			}
		}
		for _, f := range pkg.Funcs {
			require(f.Name, f.Examples)
		}
		for _, typ := range pkg.Types {
			for _, f := range typ.Funcs {
				require(f.Name, f.Examples)
			}
			if !p.methods {
				require(typ.Name, typ.Examples)
				continue
			}
			for _, m := range typ.Methods {
				require(typ.Name+"."+m.Name, m.Examples)
			}
		}
	}
	return bad
}

func parseExamples(fset *token.FileSet, name string, src []byte) *ast.File {
	f, err := parser.ParseFile(fset, name, src, parser.ParseComments)
	if err != nil {
		panic(err)
	}
	return f
}

// runs reports whether the go command runs one of the examples.
func runs(all []*doc.Example) bool {
	for _, e := range all {
		if strings.TrimSpace(e.Output) != "" {
			return true
		}
	}
	return false
}
