package js

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Size limits, in bytes after gzip.
const (
	maxClientSize   = 14_915 // live.js, which every page loads at once
	maxUISize       = 6_592  // ui.js, which a page loads when it needs it or is idle
	maxCommandsSize = 2_664  // commands.js, which a page with commands loads
	maxStylesSize   = 936    // live.css, which is in ui.js
	maxCoreSize     = 4_544  // core.js, the modules that apply patches and hold the connection
)

// A build is what tools/jsbuild writes, and its report of the sizes.
type build struct {
	client, ui, commands, styles, dev, core []byte
	sizes                                   string
}

// buildClient bundles src.
func buildClient(t *testing.T) build {
	t.Helper()
	readBuilder(t)
	dir := t.TempDir()
	out, err := exec.Command("go", "run", "-C", "../tools", "./jsbuild", "-o", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	read := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		return data
	}
	return build{read("live.js"), read("ui.js"), read("commands.js"), read("live.css"), read("dev.js"), read("core.js"), string(out)}
}

// readBuilder reads what go run reads, so that a change of it makes Go's cache of test results
// invalid.
func readBuilder(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob("../tools/jsbuild/*.go")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range append(files, "../tools/go.mod", "own-properties.txt") {
		_, err := os.ReadFile(file)
		require.NoError(t, err)
	}
	readModules(t)
}

// Run with -v, this test prints the bytes of each module, and how many of the gzipped bytes they make up.
func TestClient_IsFreshAndSmall(t *testing.T) {
	b := buildClient(t)
	t.Logf("limits: live.js %d, ui.js %d, commands.js %d, live.css %d, core.js %d bytes gzipped\n%s", maxClientSize, maxUISize, maxCommandsSize, maxStylesSize, maxCoreSize, b.sizes)

	require.True(t, bytes.Equal(b.client, Client), "js/dist/live.js is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.ui, UI), "js/dist/ui.js is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.commands, Commands), "js/dist/commands.js is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.styles, Styles), "js/dist/live.css is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.dev, Dev), "js/dist/dev.js is out of date: run go generate ./js")
	require.LessOrEqual(t, len(Gzip()), maxClientSize, "gzipped size of live.js")
	require.LessOrEqual(t, len(GzipUI()), maxUISize, "gzipped size of ui.js")
	require.LessOrEqual(t, len(GzipCommands()), maxCommandsSize, "gzipped size of commands.js")
	require.LessOrEqual(t, len(compress(Styles)), maxStylesSize, "gzipped size of live.css")
	require.LessOrEqual(t, len(compress(b.core)), maxCoreSize, "gzipped size of core.js")
	require.Greater(t, len(b.core), maxCoreSize, "core.js is too small to hold its modules: the bundler left some out")
}

// A module in both scripts exists twice in a page, so it must not have a state.
func TestClient_SharedModules(t *testing.T) {
	stateless := []string{"backoff.ts", "control.ts", "dom.ts", "native.ts"}
	modules := modulesOf(t, buildClient(t).sizes)
	require.Contains(t, modules["live.js"], "session.ts")
	require.Contains(t, modules["ui.js"], "pill.ts")
	require.Contains(t, modules["commands.js"], "operations.ts")
	for _, module := range slices.Concat(modules["ui.js"], modules["commands.js"]) {
		if slices.Contains(modules["live.js"], module) {
			require.Contains(t, stateless, module, "module in live.js and in another script")
		}
	}
}

// modulesOf returns the modules of each script with at least one byte, according to the report of the sizes.
func modulesOf(t *testing.T, sizes string) map[string][]string {
	t.Helper()
	modules := map[string][]string{}
	script := ""
	for line := range strings.Lines(sizes) {
		if name, _, ok := strings.Cut(line, ": "); ok {
			script = name
			continue
		}
		fields := strings.Fields(line)
		require.Len(t, fields, 3, line)
		if fields[0] != "0" {
			modules[script] = append(modules[script], fields[2])
		}
	}
	return modules
}

func TestHash(t *testing.T) {
	require.Regexp(t, "^[0-9a-f]{8}$", Hash)
	parts := [][]byte{Client, UI, Commands, Styles}
	require.Equal(t, hash(parts...), Hash)
	for i := range parts {
		changed := slices.Clone(parts)
		changed[i] = append([]byte(" "), parts[i]...)
		require.NotEqual(t, hash(changed...), Hash, "hash after a change of part %d", i)
	}
}

func TestGzip(t *testing.T) {
	for _, test := range []struct {
		name             string
		compressed, want []byte
	}{{"Gzip", Gzip(), Client}, {"GzipUI", GzipUI(), UI}, {"GzipCommands", GzipCommands(), Commands}} {
		r, err := gzip.NewReader(bytes.NewReader(test.compressed))
		require.NoError(t, err)
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		require.True(t, bytes.Equal(test.want, data), "%s() does not decompress to the script", test.name)
	}
}
