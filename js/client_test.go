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
	maxClientSize = 15_360 // live.js, which every page loads
	maxCoreSize   = 6_400  // core.js, the modules that apply patches and hold the connection
)

// buildClient bundles src and returns live.js, core.js and the report of their sizes.
func buildClient(t *testing.T) (client, core []byte, sizes string) {
	t.Helper()
	readBuilder(t)
	dir := t.TempDir()
	out, err := exec.Command("go", "run", "-C", "../tools", "./jsbuild", "-o", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	client, err = os.ReadFile(filepath.Join(dir, "live.js"))
	require.NoError(t, err)
	core, err = os.ReadFile(filepath.Join(dir, "core.js"))
	require.NoError(t, err)
	return client, core, string(out)
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
	client, core, sizes := buildClient(t)
	t.Logf("limits: live.js %d, core.js %d bytes gzipped\n%s", maxClientSize, maxCoreSize, sizes)

	require.True(t, bytes.Equal(client, Client), "js/dist/live.js is out of date: run go generate ./js")
	require.LessOrEqual(t, len(Gzip()), maxClientSize, "gzipped size of live.js")
	require.LessOrEqual(t, len(compress(core)), maxCoreSize, "gzipped size of core.js")
	require.Greater(t, len(core), maxCoreSize, "core.js is too small to hold its modules: the bundler left some out")
}

func TestHash(t *testing.T) {
	require.Regexp(t, "^[0-9a-f]{8}$", Hash)
	require.Equal(t, hash(Client), Hash)
	require.NotEqual(t, hash(append([]byte(" "), Client...)), Hash, "hash of other content")
}

func TestGzip(t *testing.T) {
	r, err := gzip.NewReader(bytes.NewReader(Gzip()))
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(Client, data), "Gzip() does not decompress to Client")
}
