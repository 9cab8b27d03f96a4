package main

import (
	"errors"

	"github.com/tdewolff/parse/v2/js"
)

// checkPatterns returns an error if code has a var declaration with a pattern, such as var [a] = f(). The
// printer of shorten drops some of those, or moves them before what they use. esbuild makes a var declaration
// of each const or let at the top level of a module, and of no other.
func checkPatterns(code []byte) error {
	var c patternChecker
	_, err := transform(code, func(ast *js.AST, _ *js.ArrowFunc) { js.Walk(&c, ast) })
	if err != nil {
		return err
	}
	if c.found {
		return errors.New("a declaration at the top level of a module has a pattern, such as const [a] = f(); declare each variable")
	}
	return nil
}

// A patternChecker finds var declarations with patterns.
type patternChecker struct{ found bool }

// Enter implements js.IVisitor.
func (c *patternChecker) Enter(node js.INode) js.IVisitor {
	if declaration, ok := node.(*js.VarDecl); ok && declaration.TokenType == js.VarToken {
		for _, item := range declaration.List {
			if _, isName := item.Binding.(*js.Var); !isName {
				c.found = true
			}
		}
	}
	return c
}

// Exit implements js.IVisitor.
func (c *patternChecker) Exit(js.INode) {}
