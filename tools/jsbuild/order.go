package main

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/tdewolff/minify/v2"
	minifyjs "github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/parse/v2/js"
)

// partLength is the length of the parts of texts that order compares.
const partLength = 4

// order moves the functions of the outermost function to its beginning, declarations first, and gives each
// the one that has most in common with it as its successor, because a compressor refers to near text in fewer
// bits. That does not change what the script does: a declaration is valid in the whole function, and to create
// an arrow function has no effects.
func order(code []byte) ([]byte, error) {
	var failed error
	ordered, err := transform(code, func(_ *js.AST, outermost *js.ArrowFunc) {
		declarations, arrows, rest := splitFunctions(outermost.Body.List)
		for _, list := range [][]js.IStmt{declarations, arrows} {
			failed = cmp.Or(failed, chain(list))
		}
		outermost.Body.List = slices.Concat(declarations, arrows, rest)
	})
	return ordered, cmp.Or(err, failed)
}

// splitFunctions splits statements into declarations of functions, declarations of one variable whose
// value is an arrow function, and others.
func splitFunctions(statements []js.IStmt) (declarations, arrows, rest []js.IStmt) {
	for _, statement := range statements {
		switch statement := statement.(type) {
		case *js.FuncDecl:
			declarations = append(declarations, statement)
			continue
		case *js.VarDecl:
			statement.List = slices.DeleteFunc(statement.List, func(item js.BindingElement) bool {
				_, isArrow := item.Default.(*js.ArrowFunc)
				if isArrow {
					arrow := *statement
					arrow.List = []js.BindingElement{item}
					arrows = append(arrows, &arrow)
				}
				return isArrow
			})
			if len(statement.List) == 0 {
				continue
			}
		}
		rest = append(rest, statement)
	}
	return declarations, arrows, rest
}

// chain orders functions: each is followed by the one, of those that remain, with which it has the most
// parts of its minified text in common, relative to the length of that.
func chain(functions []js.IStmt) error {
	parts := map[js.IStmt]map[string]bool{}
	for _, function := range functions {
		text, err := minifyStatement(function)
		if err != nil {
			return err
		}
		parts[function] = map[string]bool{}
		for i := range max(0, len(text)-partLength+1) {
			parts[function][text[i:i+partLength]] = true
		}
	}
	for i := range functions {
		if i == 0 {
			continue
		}
		best, highest := i, -1.0
		for j := i; j < len(functions); j++ {
			candidate, common := parts[functions[j]], 0
			for part := range candidate {
				if parts[functions[i-1]][part] {
					common++
				}
			}
			if score := float64(common) / math.Sqrt(float64(len(candidate)+10)); score > highest {
				best, highest = j, score
			}
		}
		next := functions[best]
		functions = slices.Insert(slices.Delete(functions, best, best+1), i, next)
	}
	return nil
}

// minifyStatement returns the minified text of statement.
func minifyStatement(statement js.IStmt) (string, error) {
	var text, out bytes.Buffer
	statement.JS(&text)
	printer := &minifyjs.Minifier{KeepVarNames: true, Version: 2022}
	if err := printer.Minify(minify.New(), &out, &text, nil); err != nil {
		return "", fmt.Errorf("minify: %w", err)
	}
	return out.String(), nil
}
