package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// checkRenamed returns an error unless the scripts before and after have the same literals and names
// of properties, and the same variables, but perhaps with other names.
func checkRenamed(before, after []byte) error {
	old, err := leaves(before)
	if err != nil {
		return err
	}
	renamed, err := leaves(after)
	if err != nil {
		return err
	}
	if len(old) != len(renamed) {
		return errors.New("renaming changed the number of variables and literals")
	}
	toNew, toOld := map[*js.Var]*js.Var{}, map[*js.Var]*js.Var{}
	for i, a := range old {
		b := renamed[i]
		if a.variable == nil || b.variable == nil {
			if a.variable != b.variable || !bytes.Equal(a.literal, b.literal) {
				return fmt.Errorf("renaming changed %s to %s", a, b)
			}
			continue
		}
		v, w := a.variable, b.variable
		if toNew[v] == nil && toOld[w] == nil {
			toNew[v], toOld[w] = w, v
		}
		isGlobal := v.Decl == js.NoDecl || w.Decl == js.NoDecl
		if toNew[v] != w || toOld[w] != v || isGlobal && (v.Decl != w.Decl || !bytes.Equal(v.Data, w.Data)) {
			return fmt.Errorf("renaming changed %s to %s, another one: rename does not know its scope", a, b)
		}
	}
	return nil
}

// A leaf is the occurrence of a variable, or of a literal or the name of a property.
type leaf struct {
	variable *js.Var
	literal  []byte
}

func (l leaf) String() string {
	if l.variable == nil {
		return string(l.literal)
	}
	return "variable " + string(l.variable.Data)
}

// leaves returns the leaves of code. Their order depends only on its syntax.
func leaves(code []byte) ([]leaf, error) {
	ast, err := js.Parse(parse.NewInputBytes(slices.Clone(code)), js.Options{})
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	var c collector
	js.Walk(&c, ast)
	return c.leaves, nil
}

// A collector collects the leaves of a script.
type collector struct{ leaves []leaf }

// Enter implements js.IVisitor.
func (c *collector) Enter(node js.INode) js.IVisitor {
	switch node := node.(type) {
	case *js.Var:
		c.leaves = append(c.leaves, leaf{variable: declaration(node)})
	case *js.LiteralExpr:
		c.leaves = append(c.leaves, leaf{literal: node.Data})
	case *js.TemplateExpr:
		for _, part := range node.List {
			c.leaves = append(c.leaves, leaf{literal: part.Value})
		}
		c.leaves = append(c.leaves, leaf{literal: node.Tail})
	}
	return c
}

// Exit implements js.IVisitor.
func (c *collector) Exit(js.INode) {}

// declaration returns the variable that v, one of its occurrences, refers to.
func declaration(v *js.Var) *js.Var {
	for v.Link != nil {
		v = v.Link
	}
	return v
}
