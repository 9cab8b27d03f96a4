package main

import (
	"cmp"
	"slices"

	"github.com/tdewolff/parse/v2/js"
)

// leaveNames is the number of names that variables of the outermost function do not have.
const leaveNames = 4

// rename gives the variables of a script other names. A function uses the same names as others, in
// the order of its parameters and variables, even if the functions around it use them too. Thus
// functions of the same form have the same text, which compresses well. (The names of esbuild are
// unique within nested functions.) Variables of the outermost function leave the first names to the
// functions in it.
func rename(ast *js.AST, outermost *js.ArrowFunc) {
	r := renamer{map[*js.Scope]bool{}}
	r.nameOutermost(&outermost.Body.Scope)
	js.Walk(&r, ast)
	js.Walk(copier{}, ast)
}

// A renamer visits the nodes of a script. It names the variables of each scope after those of the
// scopes around it.
type renamer struct{ named map[*js.Scope]bool }

// Enter implements js.IVisitor.
func (r *renamer) Enter(node js.INode) js.IVisitor {
	if scope := scopeOf(node); scope != nil {
		r.name(scope)
	}
	return r
}

// Exit implements js.IVisitor.
func (r *renamer) Exit(js.INode) {}

// nameOutermost gives short names to the variables of the outermost function that are used most.
func (r *renamer) nameOutermost(scope *js.Scope) {
	byUses := slices.Clone(scope.Declared)
	slices.SortStableFunc(byUses, func(a, b *js.Var) int { return cmp.Compare(b.Uses, a.Uses) })
	r.assign(scope, byUses, leaveNames)
}

// name gives names to the parameters of a function or block in their order, and then to its variables,
// those that are used most first. It does nothing if the scope is named, or global.
func (r *renamer) name(scope *js.Scope) {
	if scope.Parent == nil || r.named[scope] {
		return
	}
	vars := slices.Clone(scope.Declared)
	slices.SortStableFunc(vars[scope.NumFuncArgs:], func(a, b *js.Var) int { return cmp.Compare(b.Uses, a.Uses) })
	r.assign(scope, vars, 0)
}

// assign gives the variables of scope names, beginning with that of number next. It leaves out the
// names of variables around the scope that are used in it.
func (r *renamer) assign(scope *js.Scope, vars []*js.Var, next int) {
	r.named[scope] = true
	taken := map[string]bool{}
	for _, v := range scope.Undeclared {
		taken[string(v.Name())] = true
	}
	for _, v := range vars {
		name := shortName(next)
		for taken[name] || reserved[name] {
			next++
			name = shortName(next)
		}
		next++
		v.Data = []byte(name)
	}
}

// reserved holds the words of one or two letters that cannot be names of variables, or that mean
// something else in some places.
var reserved = map[string]bool{"as": true, "do": true, "if": true, "in": true, "of": true}

// The characters of names, those that are frequent in JavaScript first.
const (
	firstChars  = "etnsoiarclduhmfpgvbjy_wOxCEkASMFTzDNLRPHIBV$WUKqYGXQZJ"
	secondChars = "etnsoiarcldu14023hm8f6pg57v9bjy_wOxCEkASMFTzDNLRPHIBV$WUKqYGXQZJ"
)

// shortName returns name i of one or two characters. There are about 3,500.
func shortName(i int) string {
	if i < len(firstChars) {
		return firstChars[i : i+1]
	}
	i -= len(firstChars)
	first, second := i%len(firstChars), i/len(firstChars)
	return firstChars[first:first+1] + secondChars[second:second+1]
}

// A copier gives each occurrence of a variable the name of its declaration. Without that, the
// printer would write the property {name: x} as {x}.
type copier struct{}

// Enter implements js.IVisitor.
func (c copier) Enter(node js.INode) js.IVisitor {
	if v, ok := node.(*js.Var); ok {
		v.Data = v.Name()
	}
	return c
}

// Exit implements js.IVisitor.
func (c copier) Exit(js.INode) {}
