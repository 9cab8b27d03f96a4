package rules

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTemplates_UpToDate(t *testing.T) {
	require.Empty(t, staleTemplates(t, readTree(t, os.DirFS(root))), `run "make generate"`)
}

func TestTemplates_DetectStale(t *testing.T) {
	const old = "package a\n\ntempl A() {\n\t<p>old</p>\n}\n"
	dir := t.TempDir()
	writeTree(t, dir, map[string][]byte{"a/fresh.templ": []byte(old)})
	generate(t, dir)
	fresh, err := os.ReadFile(filepath.Join(dir, "a", "fresh_templ.go"))
	require.NoError(t, err)

	stale := staleTemplates(t, newTree(map[string]string{
		"a/fresh.templ":      old,
		"a/fresh_templ.go":   string(fresh),
		"a/changed.templ":    strings.ReplaceAll(old, "old", "new"),
		"a/changed_templ.go": strings.ReplaceAll(string(fresh), "fresh.templ", "changed.templ"),
		"a/missing.templ":    old,
		"a/orphan_templ.go":  string(fresh),
	}))
	require.Equal(t, []string{
		"a/changed.templ: a/changed_templ.go is stale",
		"a/missing.templ: a/missing_templ.go is missing",
		"a/orphan_templ.go: its template does not exist",
	}, stale)
}

// staleTemplates generates the code of all templates in a temporary directory and compares it.
func staleTemplates(t *testing.T, tr *tree) (bad []string) {
	t.Helper()
	dir, templates := t.TempDir(), map[string][]byte{}
	for _, name := range tr.names() {
		if path.Ext(name) == ".templ" {
			templates[name] = tr.files[name]
		}
	}
	writeTree(t, dir, templates)
	generate(t, dir)
	for _, name := range tr.names() {
		if base, ok := strings.CutSuffix(name, "_templ.go"); ok && templates[base+".templ"] == nil {
			bad = append(bad, name+": its template does not exist")
		}
		base, ok := strings.CutSuffix(name, ".templ")
		if !ok {
			continue
		}
		goFile := base + "_templ.go"
		want, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(goFile)))
		require.NoError(t, err)
		switch got, ok := tr.files[goFile]; {
		case !ok:
			bad = append(bad, name+": "+goFile+" is missing")
		case !bytes.Equal(got, want):
			bad = append(bad, name+": "+goFile+" is stale")
		}
	}
	return bad
}

func writeTree(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, data, 0o644))
	}
}

// generate runs templ in dir.
func generate(t *testing.T, dir string) {
	t.Helper()
	require.NoError(t, goCommand(filepath.Join(root, "tools"), "run", "github.com/a-h/templ/cmd/templ", "generate", "-path", dir))
}

func goCommand(dir string, args ...string) error {
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, out)
	}
	return nil
}
