package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/tdewolff/minify/v2"
	minifyjs "github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// shorten returns a script that does the same as code, which is one call of a function without
// parameters, but is smaller after compression by about 5 %. It moves functions that are used once to
// that place, and the others of the outermost function to its beginning; it renames variables, and joins
// declarations.
//
// The result depends on code alone.
func shorten(code []byte) ([]byte, error) {
	if err := checkPatterns(code); err != nil {
		return nil, err
	}
	code, err := inline(code)
	if err != nil {
		return nil, err
	}
	code, err = simplify(code)
	if err != nil {
		return nil, err
	}
	renamed, err := transform(code, rename)
	if err != nil {
		return nil, err
	}
	if err := checkRenamed(code, renamed); err != nil {
		return nil, err
	}
	renamed, err = order(renamed)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	printer := &minifyjs.Minifier{KeepVarNames: true, Version: 2022}
	if err := printer.Minify(minify.New(), &out, bytes.NewReader(renamed), nil); err != nil {
		return nil, fmt.Errorf("minify: %w", err)
	}
	return out.Bytes(), nil
}

// simplify returns code after esbuild has shortened its expressions and statements.
func simplify(code []byte) ([]byte, error) {
	result := api.Transform(string(code), api.TransformOptions{
		Target:       api.ES2022,
		Charset:      api.CharsetUTF8,
		MinifySyntax: true,
	})
	if len(result.Errors) > 0 {
		return nil, errors.New(result.Errors[0].Text)
	}
	return result.Code, nil
}

// transform returns code after change has changed its syntax tree. It passes the outermost function,
// too.
func transform(code []byte, change func(ast *js.AST, outermost *js.ArrowFunc)) ([]byte, error) {
	ast, err := js.Parse(parse.NewInputBytes(slices.Clone(code)), js.Options{})
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	var f finder
	js.Walk(&f, ast)
	if f.outermost == nil {
		return nil, errors.New("the script has no outermost arrow function")
	}
	change(ast, f.outermost)
	var out bytes.Buffer
	ast.JS(&out)
	return out.Bytes(), nil
}

// A finder finds the first arrow function of a script.
type finder struct{ outermost *js.ArrowFunc }

// Enter implements js.IVisitor.
func (f *finder) Enter(node js.INode) js.IVisitor {
	if f.outermost == nil {
		f.outermost, _ = node.(*js.ArrowFunc)
	}
	return f
}

// Exit implements js.IVisitor.
func (f *finder) Exit(js.INode) {}
