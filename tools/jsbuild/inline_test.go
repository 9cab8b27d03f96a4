package main

import (
	"strings"
	"testing"
)

func TestInline(t *testing.T) {
	for _, test := range []struct{ name, statements, want string }{
		{"a call", `function once(x) { return x + 1 } g(once(2))`,
			`g(((x) => { return x + 1; })(2));`},
		{"a value", `async function once() {} g({ once, other: 1 })`,
			`g({once: (async () => { }), other: 1});`},
		{"an arrow function", `let a = 1, once = x => x + a; g(once)`,
			`let a = 1; g(((x) => { return x + a; }));`},
		{"a function in a function", `function outer() { inner() } function inner() { g() } outer()`,
			`(() => { (() => { g(); })(); })();`},
		{"used twice", `function twice() { g() } twice(); twice();`,
			`function twice () { g(); } twice(); twice();`},
		{"recursive", `function f(n) { return n && f(n - 1) } f(3)`,
			`function f (n) { return n && f(n - 1); } f(3);`},
		{"this", `function f() { return this } g(f)`,
			`function f () { return this; } g(f);`},
		{"arguments", `function f() { return arguments } g(f)`,
			`function f () { return arguments; } g(f);`},
		{"generator", `function* f() {} g(f)`,
			`function* f () { } g(f);`},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, err := inline([]byte("(() => {" + test.statements + "})();"))
			if err != nil {
				t.Fatal(err)
			}
			compact := strings.NewReplacer(" ", "", "\n", "", ";", "").Replace
			text := strings.TrimSuffix(strings.TrimPrefix(compact(string(out)), "(()=>{"), "})()")
			if want := compact(test.want); text != want {
				t.Errorf("inline(%s) = %s, want %s", test.statements, text, want)
			}
		})
	}
}

func TestInline_KeepsLineBreaks(t *testing.T) {
	const template = "`a\n  b${1}\nc`"
	out, err := inline([]byte("(() => { function f() { return " + template + " } { g(() => { h(f) }) } })();"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), template) {
		t.Errorf("inline() = %s, want %s in it", out, template)
	}
	if err := checkLiterals([]byte("g(`a\nb`)"), []byte("g(`a\n\tb`)")); err == nil {
		t.Error("checkLiterals() = nil for another literal, want an error")
	}
}

// The body of a function that is moved could use another variable of the same name.
func TestInline_NamesNotDistinct(t *testing.T) {
	for _, statements := range []string{
		`let a = 1; function f() { return a } g(a => f())`,
		`let a = 1; function f() { return a } { let a = 2; g(a, f()) }`,
		`function f() { return g() } f(g => g)`,
	} {
		if out, err := inline([]byte("(() => {" + statements + "})();")); err == nil {
			t.Errorf("inline(%s) = %s, want an error", statements, out)
		}
	}
}
