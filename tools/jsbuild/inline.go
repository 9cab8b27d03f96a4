package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/tdewolff/parse/v2/js"
)

// inline moves each function of the outermost function that is used once, and is not recursive, to the
// place of its use. It repeats that until no such function remains.
//
// The code must have the names of esbuild: a variable of an inner function has no name of the outermost
// function or of a global. Therefore a function that is moved still uses the same variables.
func inline(code []byte) ([]byte, error) {
	for {
		var moved map[string][]byte
		var unsafe error
		next, err := transform(code, func(ast *js.AST, outermost *js.ArrowFunc) {
			unsafe = checkDistinct(ast, outermost)
			moved = inlineOnce(outermost)
		})
		if err := cmp.Or(err, unsafe); err != nil {
			return nil, err
		}
		if len(moved) == 0 {
			return code, nil
		}
		for placeholder, text := range moved {
			next = bytes.Replace(next, []byte(placeholder), text, 1)
		}
		if err := checkLiterals(code, next); err != nil {
			return nil, err
		}
		code = next
	}
}

// inlineOnce removes the functions that are used once and use no other such function. It gives each use the
// name of a placeholder, and returns the texts to write in place of those.
func inlineOnce(outermost *js.ArrowFunc) map[string][]byte {
	uses := countUses(&outermost.Body)
	candidates := map[*js.Var]bool{}
	for name := range functionsOf(outermost) {
		candidates[name] = uses[name] == 2 // the declaration and one use
	}
	moved := map[*js.Var][]byte{}
	for name, f := range functionsOf(outermost) {
		if candidates[name] && isMovable(f, candidates) {
			var text bytes.Buffer
			f.JS(&text)
			moved[name] = fmt.Appendf(nil, "(%s)", &text)
		}
	}
	isMoved := func(name js.IBinding) bool {
		v, ok := name.(*js.Var)
		return ok && moved[v] != nil
	}
	outermost.Body.List = slices.DeleteFunc(outermost.Body.List, func(statement js.IStmt) bool {
		switch statement := statement.(type) {
		case *js.FuncDecl:
			return isMoved(statement.Name)
		case *js.VarDecl:
			statement.List = slices.DeleteFunc(statement.List, func(item js.BindingElement) bool { return isMoved(item.Binding) })
			return len(statement.List) == 0
		}
		return false
	})
	texts := map[string][]byte{}
	for name, text := range moved {
		// Text in Data would be indented, also within template literals.
		placeholder := fmt.Sprintf("$inline_%s$", name.Data)
		name.Data = []byte(placeholder)
		texts[placeholder] = text
	}
	return texts
}

// functionsOf returns the functions that statements of the outermost function declare, as arrow functions
// without their names.
func functionsOf(outermost *js.ArrowFunc) iter.Seq2[*js.Var, *js.ArrowFunc] {
	return func(yield func(*js.Var, *js.ArrowFunc) bool) {
		for _, statement := range outermost.Body.List {
			switch statement := statement.(type) {
			case *js.FuncDecl:
				arrow := &js.ArrowFunc{Async: statement.Async, Params: statement.Params, Body: statement.Body}
				if !statement.Generator && !yield(statement.Name, arrow) {
					return
				}
			case *js.VarDecl:
				for _, item := range statement.List {
					name, isVar := item.Binding.(*js.Var)
					arrow, isArrow := item.Default.(*js.ArrowFunc)
					if isVar && isArrow && !yield(name, arrow) {
						return
					}
				}
			}
		}
	}
}

// isMovable reports whether f uses no candidate, and does the same as an arrow function: it uses neither
// arguments nor this nor new.target.
func isMovable(f *js.ArrowFunc, candidates map[*js.Var]bool) bool {
	for v := range countUses(f) {
		if candidates[v] || string(v.Name()) == "arguments" {
			return false
		}
	}
	var this thisFinder
	js.Walk(&this, f)
	return !this.found
}

// countUses returns how often each variable occurs in node, in its declaration too.
func countUses(node js.INode) map[*js.Var]int {
	var c collector
	js.Walk(&c, node)
	uses := map[*js.Var]int{}
	for _, leaf := range c.leaves {
		if leaf.variable != nil {
			uses[leaf.variable]++
		}
	}
	return uses
}

// A thisFinder finds this and new.target.
type thisFinder struct{ found bool }

// Enter implements js.IVisitor.
func (f *thisFinder) Enter(node js.INode) js.IVisitor {
	switch node := node.(type) {
	case *js.LiteralExpr:
		f.found = f.found || node.TokenType == js.ThisToken
	case *js.NewTargetExpr:
		f.found = true
	}
	return f
}

// Exit implements js.IVisitor.
func (f *thisFinder) Exit(js.INode) {}

// checkLiterals returns an error unless the scripts before and after have the same literals, perhaps in
// another order.
func checkLiterals(before, after []byte) error {
	var literals [2][]string
	for i, code := range [][]byte{before, after} {
		found, err := leaves(code)
		if err != nil {
			return err
		}
		for _, leaf := range found {
			literals[i] = append(literals[i], string(leaf.literal))
		}
		slices.Sort(literals[i])
		literals[i] = slices.DeleteFunc(literals[i], func(literal string) bool { return literal == "" })
	}
	if !slices.Equal(literals[0], literals[1]) {
		return errors.New("inline changed a literal")
	}
	return nil
}

// checkDistinct returns an error if a variable of an inner function or block has the name of one of the
// outermost function, or of a global.
func checkDistinct(ast *js.AST, outermost *js.ArrowFunc) error {
	outer := map[string]bool{}
	scope := &outermost.Body.Scope
	for _, vars := range []js.VarArray{ast.Scope.Declared, ast.Scope.Undeclared, scope.Declared, scope.Undeclared} {
		for _, v := range vars {
			outer[string(v.Name())] = true
		}
	}
	c := distinctChecker{outer: outer, scope: scope}
	js.Walk(&c, ast)
	return c.err
}

// A distinctChecker visits scopes and checks the names of their variables.
type distinctChecker struct {
	outer map[string]bool
	scope *js.Scope // of the outermost function
	err   error
}

// Enter implements js.IVisitor.
func (c *distinctChecker) Enter(node js.INode) js.IVisitor {
	scope := scopeOf(node)
	if scope == nil || scope == c.scope || scope.Parent == nil {
		return c
	}
	for _, v := range scope.Declared {
		if c.outer[string(v.Name())] {
			c.err = fmt.Errorf("inline: an inner variable has the name %s of an outer one", v.Name())
		}
	}
	return c
}

// Exit implements js.IVisitor.
func (c *distinctChecker) Exit(js.INode) {}

// scopeOf returns the scope of node, or nil.
func scopeOf(node js.INode) *js.Scope {
	switch node := node.(type) {
	case *js.ArrowFunc:
		return &node.Body.Scope
	case *js.FuncDecl:
		return &node.Body.Scope
	case *js.MethodDecl:
		return &node.Body.Scope
	case *js.BlockStmt:
		return &node.Scope
	case *js.SwitchStmt:
		return &node.Scope
	}
	return nil
}
