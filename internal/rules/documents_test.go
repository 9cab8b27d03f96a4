package rules

import (
	"bytes"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDocuments_Programs builds and tests the Go, templ and CSS code blocks of the documents:
//
//   - A block whose first line is a comment such as "// counter/counter.go", or "/* app.css */", is that file of the
//     document's module "example", so that its package is imported as "example/counter". All files
//     of a document are built together, and their tests run.
//   - A block with "package main" and no path is a program, and is built.
//   - Any other block must parse as a file, as declarations or as statements.
func TestDocuments_Programs(t *testing.T) {
	repo := readTree(t, os.DirFS(root))
	var all []map[string][]byte
	for _, name := range repo.documents() {
		modules, err := programs(name, repo.files[name])
		require.NoError(t, err)
		all = append(all, modules...)
	}
	require.NoError(t, buildPrograms(t, repo, all))
}

func TestDocuments_DetectBrokenCode(t *testing.T) {
	for want, md := range map[string]string{
		"a.md:3":                   "\n```go\nif {\n```\n",
		"a.go is a duplicate file": "```go\n// a.go\npackage a\n```\n```go\n// a.go\npackage a\n```\n",
		"unterminated code block":  "```go\nx := 1\n",
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

	repo := readTree(t, os.DirFS(root))
	err = buildPrograms(t, repo, []map[string][]byte{
		{"main.go": []byte("package main\n")},
		{"a_test.go": []byte("package a\nimport \"testing\"\nfunc TestA(t *testing.T) { t.Error(\"seen\") }\n")},
		{"main.go": []byte("package main\nimport _ \"example/b\"\nfunc main() {}\n"), "b/b.go": []byte("package b\nvar b int = \"\"\n")},
		{"main.go": []byte("package main\nimport \"example/b\"\nfunc main() {}\n"), "b/b.go": []byte("package c\n")},
	})
	for _, want := range []string{"main is undeclared", "seen", "b.go:2:13", `"example/3/b" imported as c and not used`} {
		require.ErrorContains(t, err, want)
	}
}

var filePath = regexp.MustCompile(`^(?://|/\*) ([\w./-]+\.(?:go|templ|css))(?: \*/)?\n`)

// programs returns the modules of a document: one for each program, and one for all named files.
func programs(page string, md []byte) (modules []map[string][]byte, err error) {
	named := map[string][]byte{}
	blocks, err := codeBlocks(page, md)
	for _, b := range blocks {
		m := filePath.FindSubmatch(b.code)
		switch {
		case m != nil:
			name := string(m[1])
			if named[name] != nil {
				err = errors.Join(err, fmt.Errorf("%s:%d: %s is a duplicate file", page, b.line, name))
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

// A codeBlock is a fenced Go, templ or CSS code block of a document.
type codeBlock struct {
	lang string
	line int // of its first line
	code []byte
}

// codeBlocks returns the Go, templ and CSS code blocks of a document.
func codeBlocks(page string, md []byte) (all []codeBlock, err error) {
	var open *codeBlock
	n := 0
	for line := range bytes.Lines(md) {
		n++
		fence, isFence := bytes.CutPrefix(bytes.TrimSpace(line), []byte("```"))
		switch {
		case isFence && open != nil:
			if open.lang == "go" || open.lang == "templ" || open.lang == "css" {
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
		err = fmt.Errorf("%s:%d: unterminated code block", page, open.line)
	}
	return all, err
}

// parseFragment parses a block as a file, declarations or statements.
func parseFragment(page string, b codeBlock) (err error) {
	for _, wrapper := range [][2]string{{"", ""}, {"package p\n", ""}, {"package p\nfunc f() {\n", "\n}"}} {
		code := fmt.Appendf(nil, "%s//line %s:%d\n%s%s", wrapper[0], page, b.line, b.code, wrapper[1])
		if _, err = parser.ParseFile(token.NewFileSet(), page, code, 0); err == nil {
			return nil
		}
	}
	return err
}

// buildPrograms builds and tests programs, each the files of a module "example". All are directories
// of one module that requires this checkout, because the go command takes about as long for one
// program as for all.
func buildPrograms(t *testing.T, repo *tree, programs []map[string][]byte) error {
	dir := t.TempDir()
	checkout, err := filepath.Abs(root)
	require.NoError(t, err)
	mod := bytes.Replace(repo.files["go.mod"], []byte("module "+module), []byte("module example"), 1)
	writeTree(t, dir, map[string][]byte{
		"go.mod": fmt.Appendf(mod, "\nrequire %s v0.0.0\nreplace %s => %s\n%s", module, module, checkout, exampleModules(repo, programs)),
		"go.sum": slices.Concat(repo.files["go.sum"], repo.files["examples/go.sum"]),
	})
	for i, files := range programs {
		for name, code := range files {
			code = bytes.ReplaceAll(code, []byte(`"example/`), fmt.Appendf(nil, `"example/%d/`, i))
			writeTree(t, dir, map[string][]byte{fmt.Sprintf("%d/%s", i, name): code})
		}
	}
	generate(t, dir)
	// The first command compiles packages without tests, too. Programs are not linked, which takes
	// longest, so missing functions named main are found here.
	return errors.Join(missingMain(programs),
		goCommand(dir, "list", "-mod=mod", "-export", "-f", "{{.ImportPath}}", "./..."), goCommand(dir, "test", "-mod=mod", "./..."))
}

// exampleModules returns the requirements of programs that the module of the examples has, but the root module has not.
func exampleModules(repo *tree, programs []map[string][]byte) (required []byte) {
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) v\S+$`).FindAllSubmatch(repo.files["examples/go.mod"], -1) {
		isUsed := slices.ContainsFunc(programs, func(files map[string][]byte) bool {
			return slices.ContainsFunc(slices.Collect(maps.Values(files)), func(code []byte) bool {
				return bytes.Contains(code, fmt.Appendf(nil, "%q", m[1]))
			})
		})
		if isUsed && !bytes.Contains(repo.files["go.mod"], m[1]) {
			required = fmt.Appendf(required, "require %s\n", bytes.TrimSpace(m[0]))
		}
	}
	return required
}

// missingMain returns an error for each directory of a program that has package main but no function
// main.
func missingMain(programs []map[string][]byte) (err error) {
	isMain, mainFunc := regexp.MustCompile(`(?m)^package main$`), regexp.MustCompile(`(?m)^func main\(\)`)
	for i, files := range programs {
		hasFunc := map[string]bool{}
		for name, code := range files {
			if isMain.Match(code) && !strings.HasSuffix(name, "_test.go") {
				hasFunc[path.Dir(name)] = hasFunc[path.Dir(name)] || mainFunc.Match(code)
			}
		}
		for dir, ok := range hasFunc {
			if !ok {
				err = errors.Join(err, fmt.Errorf("program %d, directory %s: function main is undeclared", i, dir))
			}
		}
	}
	return err
}
