// Package exampletest finds exported identifiers without an example, for tests.
package exampletest

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// Missing returns the exported functions, types and methods of the package in files that match the
// patterns, which have no example with an output comment. Methods are named Type.Method. The names
// in optional need no example.
func Missing(optional []string, patterns ...string) ([]string, error) {
	var syntax []*ast.File
	fset := token.NewFileSet()
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			syntax = append(syntax, f)
		}
	}
	pkg, err := doc.NewFromFiles(fset, syntax, "example.com/package")
	if err != nil {
		return nil, err
	}
	missing := map[string]bool{}
	check := func(name string, examples []*doc.Example) {
		if !slices.Contains(optional, name) && !slices.ContainsFunc(examples, hasOutput) {
			missing[name] = true
		}
	}
	checkAll := func(prefix string, funcs []*doc.Func) {
		for _, f := range funcs {
			check(prefix+f.Name, f.Examples)
		}
	}
	checkAll("", pkg.Funcs)
	for _, t := range pkg.Types {
		check(t.Name, t.Examples)
		checkAll("", t.Funcs)
		checkAll(t.Name+".", t.Methods)
	}
	return slices.Sorted(maps.Keys(missing)), nil
}

func hasOutput(e *doc.Example) bool { return e.EmptyOutput || strings.TrimSpace(e.Output) != "" }
