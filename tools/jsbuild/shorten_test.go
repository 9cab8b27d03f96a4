package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/tdewolff/parse/v2/js"
)

// renamed returns the output of rename for statements within an outermost function.
func renamed(t *testing.T, statements string) string {
	t.Helper()
	before := []byte("(() => {" + statements + "})();")
	after, err := transform(before, rename)
	if err != nil {
		t.Fatal(err)
	}
	if err := checkRenamed(before, after); err != nil {
		t.Errorf("checkRenamed() = %v for %s", err, after)
	}
	text := strings.Join(strings.Fields(string(after)), " ")
	return strings.TrimSuffix(strings.TrimPrefix(text, "(() => { "), " })();")
}

func TestRename(t *testing.T) {
	for _, test := range []struct{ name, statements, want string }{
		{"parameters in order", `function add(one, two) { return two + two + one }`,
			`function o(e, t) { return t + t + e; }`},
		{"the same names in a nested function", `f(a => a, (a, b) => b)`,
			`f((e) => { return e; }, (e, t) => { return t; });`},
		{"another name for a variable that a nested function uses", `f(a => b => a + b)`,
			`f((e) => { return (t) => { return e + t; }; });`},
		{"a global", `f(a => e + a)`,
			`f((t) => { return e + t; });`},
		{"properties keep their names", `f(one => ({ one, two: one.one, three() { return one } }))`,
			`f((e) => { return ({one: e, two: e.one, three () { return e; }}); });`},
		{"patterns", `f(({ one, two: three = one, ...rest }, [four]) => one + three + rest + four)`,
			`f(({one: e, two: t = e, ...n}, [s]) => { return e + t + n + s; });`},
		{"catch", `try { f() } catch (error) { f(error) }`,
			`try { f(); } catch(e) { f(e); }`},
		{"blocks", `for (const a of list) { const b = a; f(b) } switch (x) { case 1: let c; f(c) }`,
			`for (const e of list) { const t = e; f(t); } switch (x) { case 1: let e; f(e); }`},
		{"short names for variables that are used most", `var rare = f(1), often = f(2); f(often, often)`,
			`var i = f(1), o = f(2); f(o, o);`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := renamed(t, test.statements); got != test.want {
				t.Errorf("rename(%s) =\n%s, want\n%s", test.statements, got, test.want)
			}
		})
	}
}

func TestCheckRenamed_OtherVariable(t *testing.T) {
	const before = `(() => { let a = 1; f(b => a + b) })()`
	for _, test := range []struct{ name, after string }{
		{"captured", `(() => { let a = 1; f(b => b + b) })()`},
		{"shadowed", `(() => { let b = 1; f(b => b + b) })()`},
		{"swapped", `(() => { let a = 1; f(b => b + a) })()`},
		{"global renamed", `(() => { let a = 1; g(b => a + b) })()`},
		{"declared global", `(() => { let f = 1; f(b => f + b) })()`},
		{"literal", `(() => { let a = 2; f(b => a + b) })()`},
		{"left out", `(() => { let a = 1; f(b => a) })()`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := checkRenamed([]byte(before), []byte(test.after)); err == nil {
				t.Errorf("checkRenamed(%s) = nil, want an error", test.after)
			}
		})
	}
	if err := checkRenamed([]byte(before), []byte(`(() => { let x = 1; f(a => x + a) })()`)); err != nil {
		t.Errorf("checkRenamed() = %v for other names, want nil", err)
	}
}

func TestOrder(t *testing.T) {
	for _, test := range []struct{ name, statements, want string }{
		{"similar functions", `function a() { show("one", 1) } g(); function b(x) { return x * x } function c() { show("one", 2) }`,
			`function a() { show("one", 1) } function c() { show("one", 2) } function b(x) { return x * x } g()`},
		{"arrow functions", `let a = g(), b = () => a, c = 1; function d() {} const e = x => x`,
			`function d() {} let b = () => a; const e = x => x; let a = g(), c = 1;`},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, err := order([]byte("(() => {" + test.statements + "})()"))
			if err != nil {
				t.Fatal(err)
			}
			want, err := transform([]byte("(() => {"+test.want+"})()"), func(*js.AST, *js.ArrowFunc) {})
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(code, want) {
				t.Errorf("order(%s) = %s, want %s", test.statements, code, want)
			}
		})
	}
}

// The printer writes these before the function that they use, or not at all.
func TestShorten_Pattern(t *testing.T) {
	for _, pattern := range []string{"[a]", "{ a }", "[, a]", "{ b: a = 1 }"} {
		code := "(() => { var f = x => [x, x]; var " + pattern + " = f(1); g(a, a, f) })();"
		if out, err := shorten([]byte(code)); err == nil {
			t.Errorf("shorten(%s) = %s, want an error", code, out)
		}
		inner := "(() => { const f = x => { const " + pattern + " = x; return a + a }; g(f, f) })();"
		if _, err := shorten([]byte(inner)); err != nil {
			t.Errorf("shorten(%s) = %v, want nil", inner, err)
		}
	}
}

func TestShortName(t *testing.T) {
	seen := map[string]bool{}
	for i := range len(firstChars) * (1 + len(secondChars)) {
		name := shortName(i)
		if seen[name] || len(name) > 2 {
			t.Fatalf("shortName(%d) = %q, want another name of at most two characters", i, name)
		}
		seen[name] = true
	}
}

// Two builds of the same modules have the same bytes.
func TestBuild_Deterministic(t *testing.T) {
	t.Chdir("..") // the directory in which jsbuild runs
	var builds [][]byte
	for range 2 {
		s, _, err := bundle("live.js", "main.ts", nil)
		if err != nil {
			t.Fatal(err)
		}
		code, err := shorten(s.code)
		if err != nil {
			t.Fatal(err)
		}
		builds = append(builds, code)
	}
	if !bytes.Equal(builds[0], builds[1]) {
		t.Error("two builds differ")
	}
}

func TestOwnProperties_Invalid(t *testing.T) {
	dir := t.TempDir() + "/tools"
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := os.Mkdir("../js", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"dom\n.*\n", ""} {
		if err := os.WriteFile(ownPropertiesFile, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if names, err := ownProperties(); err == nil {
			t.Errorf("ownProperties() = %q, want an error", names)
		}
	}
}
