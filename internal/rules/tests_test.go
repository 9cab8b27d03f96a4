package rules

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

var testRules = []rule{
	{
		name:  "tests sleep only in synctest bubbles",
		check: sleeps,
		violations: []violation{{
			files: map[string]string{
				"a/a_test.go": `package a
func TestA(t *testing.T) {
	time.Sleep(1)
	<-time.After(1)
	synctest.Test(t, func(t *testing.T) { time.Sleep(1); <-time.After(1) })
	bubble(t, func() { time.Sleep(1) })
	select {
	case <-done:
	case <-time.After(time.Minute):
	}
}
func bubble(t *testing.T, f func()) { synctest.Test(t, func(t *testing.T) { f() }) }
func elapse(d time.Duration) { time.Sleep(d); synctest.Wait() }
func pause(d time.Duration) { time.Sleep(d) }
var late = map[string]func(){
	"a": func() { time.Sleep(1); synctest.Wait() },
	"b": func() { time.Sleep(1); func() { synctest.Wait() }() },
}
`,
				"a/b_test.go": "package a\nfunc TestB(t *testing.T) {\n\tbubble(t, func() { time.Sleep(1) })\n\tother(t, func() { time.Sleep(1) })\n}\n",
				"a/a.go":      "package a\nfunc f() { time.Sleep(1) }\n",
			},
			want: []string{"a/a_test.go:3", "a/a_test.go:4", "a/a_test.go:14", "a/a_test.go:17", "a/b_test.go:4"},
		}},
	},
	{
		name:  "no test skips",
		check: skips,
		violations: []violation{{
			files: map[string]string{
				"a/a_test.go":   "package a\nfunc TestA(t *testing.T) {\n\tt.Skip(\"no browser\")\n\tif testing.Short() {\n\t\tt.SkipNow()\n\t}\n}\nfunc BenchmarkA(b *testing.B) { b.Skipf(\"%d\", 1) }\n",
				"livetest/a.go": "package livetest\nfunc f(t testing.TB) { t.Skip() }\n",
				"live/a.go":     "package live\nfunc f(r reader) { r.Skip(1) }\n",
			},
			want: []string{"a/a_test.go:3", "a/a_test.go:5", "a/a_test.go:8", "livetest/a.go:2"},
		}},
	},
	{
		name:  "packages without the race detector start no goroutines",
		check: unracedGoroutines,
		violations: []violation{{
			files: map[string]string{
				"scripts/test":    "sequential=\"./a ./b ./c\"\n",
				"a/a.go":          "package a\nfunc f() { go f() }\n",
				"a/a_test.go":     "package a\nfunc TestA(t *testing.T) {\n\tt.Parallel()\n\twg.Go(f)\n\thttptest.NewServer(nil)\n}\n",
				"a/sub/sub.go":    "package sub\nfunc f() { go f() }\n",
				"b/b.go":          "package b\nfunc f() { f() }\n",
				"other/o.go":      "package other\nfunc f() { go f() }\n",
				"c/testdata/x.go": "package x\n",
			},
			want: []string{"a/a.go:2", "a/a_test.go:3", "a/a_test.go:4", "a/a_test.go:5", "scripts/test: no package c"},
		}, {
			files: map[string]string{"scripts/test": "go test ./...\n"},
			want:  []string{"scripts/test: sequential is not set"},
		}},
	},
}

// sleeps finds tests that wait on the real clock. The clock is virtual in a function literal that is
// passed to synctest.Test, or to a function of the package that calls synctest.Test, and in a
// function that calls synctest.Wait, which panics outside of a bubble.
func sleeps(t *tree) (bad []string) {
	bubbles := map[string]bool{} // "dir.func"
	for _, name := range t.goFiles() {
		for _, d := range t.parse(name).Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && calls(fn, "synctest", "Test") {
				bubbles[path.Dir(name)+"."+fn.Name.Name] = true
			}
		}
	}
	for _, name := range t.goFiles() {
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		s := sleepFinder{found: func(pos token.Pos) {
			bad = append(bad, t.at(pos, "test waits on the real clock: use a synctest bubble, or call synctest.Wait in a helper for bubbles"))
		}}
		s.bubble = func(call *ast.CallExpr) bool {
			id, ok := call.Fun.(*ast.Ident)
			return isCall(call, "synctest", "Test") || ok && bubbles[path.Dir(name)+"."+id.Name]
		}
		for _, d := range t.parse(name).Decls {
			ast.Inspect(d, s.visit)
		}
	}
	return bad
}

// A sleepFinder reports calls that wait on the real clock.
type sleepFinder struct {
	bubble func(*ast.CallExpr) bool
	found  func(token.Pos)
}

func (s sleepFinder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body == nil || !waits(n.Body)
	case *ast.FuncLit:
		return !waits(n.Body)
	case *ast.CallExpr:
		if isCall(n, "time", "Sleep") {
			s.found(n.Pos())
		}
		if s.bubble(n) {
			for _, arg := range n.Args {
				if _, ok := arg.(*ast.FuncLit); !ok {
					ast.Inspect(arg, s.visit)
				}
			}
			return false
		}
	case *ast.CommClause: // a timeout in a select is not a sleep
		for _, stmt := range n.Body {
			ast.Inspect(stmt, s.visit)
		}
		return false
	case *ast.UnaryExpr:
		if call, ok := n.X.(*ast.CallExpr); ok && n.Op == token.ARROW && isCall(call, "time", "After") {
			s.found(n.Pos())
		}
	}
	return true
}

// waits reports whether body calls synctest.Wait outside of nested function literals.
func waits(body *ast.BlockStmt) (found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && isCall(call, "synctest", "Wait") {
			found = true
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
	return found
}

// skips finds calls in tests and harnesses that let a test pass without running.
func skips(t *tree) (bad []string) {
	for _, name := range t.goFiles() {
		top, _, _ := strings.Cut(name, "/")
		if !strings.HasSuffix(name, "_test.go") && top != "livetest" && top != "e2e" {
			continue
		}
		ast.Inspect(t.parse(name), func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if sel, ok := call.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Skip" || sel.Sel.Name == "Skipf" || sel.Sel.Name == "SkipNow") {
					bad = append(bad, t.at(call.Pos(), "test skips: let it fail with a message that names what is missing"))
				}
			}
			return true
		})
	}
	return bad
}

var sequentialPattern = regexp.MustCompile(`(?m)^sequential="(.+)"$`)

// unracedGoroutines finds what starts goroutines in the packages that scripts/test tests without the
// race detector.
func unracedGoroutines(t *tree) (bad []string) {
	m := sequentialPattern.FindSubmatch(t.files["scripts/test"])
	if m == nil {
		return []string{"scripts/test: sequential is not set"}
	}
	var missing []string
	for dir := range strings.FieldsSeq(string(m[1])) {
		dir = strings.TrimPrefix(dir, "./")
		found := false
		for _, name := range t.goFiles() {
			if path.Dir(name) != dir {
				continue
			}
			found = true
			ast.Inspect(t.parse(name), func(n ast.Node) bool {
				if startsGoroutine(n) {
					bad = append(bad, t.at(n.Pos(), "starts a goroutine: remove the package from sequential in scripts/test"))
				}
				return true
			})
		}
		if !found {
			missing = append(missing, "scripts/test: no package "+dir)
		}
	}
	return append(bad, missing...)
}

// startsGoroutine reports whether n is a go statement, or calls a method or function that starts a
// goroutine in tests.
func startsGoroutine(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		return true
	case *ast.CallExpr:
		sel, ok := n.Fun.(*ast.SelectorExpr)
		return ok && slices.Contains([]string{"Go", "Parallel", "RunParallel", "AfterFunc", "NewServer", "NewTLSServer", "Serve", "ListenAndServe"}, sel.Sel.Name)
	}
	return false
}

// calls reports whether pkg.name is called anywhere in n.
func calls(n ast.Node, pkg, name string) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && isCall(call, pkg, name) {
			found = true
		}
		return !found
	})
	return found
}

func isCall(call *ast.CallExpr, pkg, name string) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != name {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && id.Name == pkg
}
