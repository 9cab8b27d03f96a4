package js

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Size limits, in bytes after gzip.
const (
	maxClientSize = 16_384 // live.js, which every page loads
	maxStylesSize = 1_024  // live.css, which every page loads
	maxCoreSize   = 6_144  // core.js, the modules that apply patches and hold the connection
)

// A build is what tools/jsbuild writes, and its report of the sizes.
type build struct {
	client, styles, dev, core []byte
	sizes                     string
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
	return build{read("live.js"), read("live.css"), read("dev.js"), read("core.js"), string(out)}
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

// Run with -v, this test prints the bytes of each module.
func TestClient_IsFreshAndSmall(t *testing.T) {
	b := buildClient(t)
	t.Logf("limits: live.js %d, live.css %d, core.js %d bytes gzipped\n%s", maxClientSize, maxStylesSize, maxCoreSize, b.sizes)

	require.True(t, bytes.Equal(b.client, Client), "js/dist/live.js is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.styles, Styles), "js/dist/live.css is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.dev, Dev), "js/dist/dev.js is out of date: run go generate ./js")
	require.LessOrEqual(t, len(Gzip()), maxClientSize, "gzipped size of live.js")
	require.LessOrEqual(t, len(compress(Styles)), maxStylesSize, "gzipped size of live.css")
	require.LessOrEqual(t, len(compress(b.core)), maxCoreSize, "gzipped size of core.js")
	require.Greater(t, len(b.core), maxCoreSize, "core.js is too small to hold its modules: the bundler left some out")
}

func TestHash(t *testing.T) {
	require.Regexp(t, "^[0-9a-f]{8}$", Hash)
	require.Equal(t, hash(Client, Styles), Hash)
	require.NotEqual(t, hash(append([]byte(" "), Client...), Styles), Hash, "hash of another client")
	require.NotEqual(t, hash(Client, append([]byte(" "), Styles...)), Hash, "hash of another style sheet")
}

func TestGzip(t *testing.T) {
	r, err := gzip.NewReader(bytes.NewReader(Gzip()))
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(Client, data), "Gzip() does not decompress to Client")
}
