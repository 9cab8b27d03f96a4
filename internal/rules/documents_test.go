package rules

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// The Go and templ code in our documents works. In a block ```go or ```templ
//
//   - a first line "// counter/counter.go" makes the block that file of the
//     page's module, which is called "example": an import of the folder is
//     "example/counter". All files of a page are built, their tests run.
//   - "package main" in the first lines, and no path, is a program: built.
//   - anything else is a fragment: it must parse.
func TestCodeInDocuments(t *testing.T) {
	house := readTree(t, os.DirFS(root))
	for _, name := range house.documents() {
		modules, err := programs(name, house.files[name])
		require.NoError(t, err)
		for _, files := range modules {
			t.Run(name, func(t *testing.T) { require.NoError(t, buildProgram(t, house, files)) })
		}
	}
}

func TestCodeInDocumentsCanFail(t *testing.T) {
	for want, md := range map[string]string{
		"a.md:3":                    "\n```go\nif {\n```\n",
		"a.go is in the page twice": "```go\n// a.go\npackage a\n```\n```go\n// a.go\npackage a\n```\n",
		"a code block without end":  "```go\nx := 1\n",
	} {
		_, err := programs("a.md", []byte(md))
		require.ErrorContains(t, err, want)
	}

	modules, err := programs("a.md", []byte("```go\n// a/a.go\npackage a\n```\n```templ\n// a/a.templ\npackage a\n```\n"+
		"```go\npackage main\n```\n```go\nx := 1\n```\n```go\nfunc f() {}\n```\n```sh\nrm\n```\n"))
	require.NoError(t, err)
	require.Equal(t, []map[string][]byte{
		{"main.go": []byte("package main\n")},
		{"a/a.go": []byte("// a/a.go\npackage a\n"), "a/a.templ": []byte("// a/a.templ\npackage a\n")},
	}, modules)

	house := readTree(t, os.DirFS(root))
	require.ErrorContains(t, buildProgram(t, house, map[string][]byte{"main.go": []byte("package main\n")}), "main is undeclared")
	require.ErrorContains(t, buildProgram(t, house, map[string][]byte{
		"a_test.go": []byte("package a\nimport \"testing\"\nfunc TestA(t *testing.T) { t.Error(\"seen\") }\n"),
	}), "seen")
}

var filePath = regexp.MustCompile(`^// ([\w./-]+\.(?:go|templ))\n`)

// programs are the modules of a page: one for each program that stands alone, one for all named files.
func programs(page string, md []byte) (modules []map[string][]byte, err error) {
	named := map[string][]byte{}
	blocks, err := codeBlocks(page, md)
	for _, b := range blocks {
		m := filePath.FindSubmatch(b.code)
		switch {
		case m != nil:
			name := string(m[1])
			if named[name] != nil {
				err = errors.Join(err, fmt.Errorf("%s:%d: %s is in the page twice", page, b.line, name))
			}
			named[name] = b.code
		case b.lang == "go" && regexp.MustCompile(`(?m)^package main$`).Match(b.code):
			modules = append(modules, map[string][]byte{"main.go": b.code})
		case b.lang == "go":
			err = errors.Join(err, parseFragment(page, b))
		}
	}
	if len(named) > 0 {
		modules = append(modules, named)
	}
	return modules, err
}

type codeBlock struct {
	lang string
	line int // of its first line
	code []byte
}

func codeBlocks(page string, md []byte) (all []codeBlock, err error) {
	var open *codeBlock
	n := 0
	for line := range bytes.Lines(md) {
		n++
		fence, isFence := bytes.CutPrefix(bytes.TrimSpace(line), []byte("```"))
		switch {
		case isFence && open != nil:
			if open.lang == "go" || open.lang == "templ" {
				all = append(all, *open)
			}
			open = nil
		case isFence:
			lang, _, _ := bytes.Cut(fence, []byte(" "))
			open = &codeBlock{lang: string(lang), line: n + 1}
		case open != nil:
			open.code = append(open.code, line...)
		}
	}
	if open != nil {
		err = fmt.Errorf("%s:%d: a code block without end", page, open.line)
	}
	return all, err
}

// parseFragment accepts a file, declarations, or statements.
func parseFragment(page string, b codeBlock) (err error) {
	for _, around := range [][2]string{{"", ""}, {"package p\n", ""}, {"package p\nfunc f() {\n", "\n}"}} {
		code := fmt.Appendf(nil, "%s//line %s:%d\n%s%s", around[0], page, b.line, b.code, around[1])
		if _, err = parser.ParseFile(token.NewFileSet(), page, code, 0); err == nil {
			return nil
		}
	}
	return err
}

// buildProgram builds and tests the files as a module of their own that uses this checkout.
func buildProgram(t *testing.T, house *tree, files map[string][]byte) error {
	dir := t.TempDir()
	checkout, err := filepath.Abs(root)
	require.NoError(t, err)
	mod := bytes.Replace(house.files["go.mod"], []byte("module "+module), []byte("module example"), 1)
	writeTree(t, dir, map[string][]byte{
		"go.mod": fmt.Appendf(mod, "\nrequire %s v0.0.0\nreplace %s => %s\n", module, module, checkout),
		"go.sum": house.files["go.sum"],
	})
	writeTree(t, dir, files)
	generate(t, dir)
	return errors.Join(goCommand(dir, "build", "-mod=mod", "./..."), goCommand(dir, "test", "-mod=mod", "./..."))
}
