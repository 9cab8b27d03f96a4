package rules

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// root is the repository, seen from this package.
const root = "../.."

// A rule checks the tree and returns one line for each violation.
type rule struct {
	name  string
	check func(*tree) []string
	// violations holds trees that violate the rule, to test the check itself.
	violations []violation
}

// A violation is a tree, by path, and a part of each line that the rule returns for it, in order.
type violation struct {
	files map[string]string
	want  []string
}

func rules() []rule {
	return slices.Concat(fileRules, codeRules, testRules, importRules, linkRules, failureRules, wordRules, exampleRules)
}

func TestRules(t *testing.T) {
	repo := readTree(t, os.DirFS(root))
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			require.Empty(t, strings.Join(r.check(repo), "\n"))
		})
	}
}

func TestRules_DetectViolations(t *testing.T) {
	for _, r := range rules() {
		t.Run(r.name, func(t *testing.T) {
			require.NotEmpty(t, r.violations)
			for _, v := range r.violations {
				got := r.check(newTree(v.files))
				require.Len(t, got, len(v.want), "%q", got)
				for i, want := range v.want {
					require.Contains(t, got[i], want)
				}
			}
		})
	}
}

// A tree holds the files of the repository that Git does not ignore. The test reads them itself and
// not through Git, so that Go's test cache notices when one changes.
type tree struct {
	files  map[string][]byte
	syntax map[string]*ast.File
	fset   *token.FileSet
}

func newTree(files map[string]string) *tree {
	tr := &tree{files: map[string][]byte{}, syntax: map[string]*ast.File{}, fset: token.NewFileSet()}
	for name, data := range files {
		tr.files[name] = []byte(data)
	}
	return tr
}

func readTree(t *testing.T, fsys fs.FS) *tree {
	t.Helper()
	ignore, err := fs.ReadFile(fsys, ".gitignore")
	require.NoError(t, err)
	tr := newTree(nil)
	require.NoError(t, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (name == ".git" || ignored(ignore, name+"/")):
			return fs.SkipDir
		case d.IsDir() || ignored(ignore, name):
			return nil
		}
		tr.files[name], err = fs.ReadFile(fsys, name)
		return err
	}))
	return tr
}

// ignored reports whether name matches .gitignore. It supports the forms that this repository uses:
// "/name/", "name/" and a glob of file names.
func ignored(gitignore []byte, name string) bool {
	for line := range strings.Lines(string(gitignore)) {
		pattern := strings.TrimSpace(line)
		if rooted, ok := strings.CutPrefix(pattern, "/"); ok {
			if rooted == name {
				return true
			}
			continue
		}
		base := path.Base(name)
		if strings.HasSuffix(name, "/") {
			base += "/"
		}
		if ok, _ := path.Match(pattern, base); ok {
			return true
		}
	}
	return false
}

// names returns the paths of the tree, sorted.
func (t *tree) names() []string { return slices.Sorted(maps.Keys(t.files)) }

// goFiles returns the paths of the Go files that the go command would compile.
func (t *tree) goFiles() []string {
	return slices.DeleteFunc(t.names(), func(name string) bool {
		return path.Ext(name) != ".go" || strings.Contains("/"+name, "/testdata/")
	})
}

// parse returns the syntax tree of a Go file.
func (t *tree) parse(name string) *ast.File {
	if f := t.syntax[name]; f != nil {
		return f
	}
	f, err := parser.ParseFile(t.fset, name, t.files[name], parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	t.syntax[name] = f
	return f
}

// at formats a message for a position as "path:line: message".
func (t *tree) at(pos token.Pos, format string, args ...any) string {
	p := t.fset.Position(pos)
	return fmt.Sprintf("%s:%d: ", p.Filename, p.Line) + fmt.Sprintf(format, args...)
}

// isVendored reports whether a file is an unchanged copy of another project's file.
func isVendored(name string) bool { return strings.Contains(name, "/third-party/") }

// isGenerated reports whether a file is generated.
func isGenerated(name string, data []byte) bool {
	return strings.HasSuffix(name, "_templ.go") || strings.HasPrefix(name, "js/dist/") || bytes.HasPrefix(data, []byte("// Code generated "))
}
