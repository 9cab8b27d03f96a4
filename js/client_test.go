package js

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// The budget of docs, in bytes gzipped.
const (
	mostClient = 10_240 // what every page loads
	mostCore   = 6_144  // mirror, alignment, three-way, patches, socket, built alone
)

// built is the client built anew from its sources.
func built(t *testing.T) (client, core []byte) {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.Command("go", "run", "-C", "../tools", "./jsbuild", "-o", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	client, err = os.ReadFile(filepath.Join(dir, "live.js"))
	require.NoError(t, err)
	core, err = os.ReadFile(filepath.Join(dir, "core.js"))
	require.NoError(t, err)
	return client, core
}

func TestDistIsFreshAndSmall(t *testing.T) {
	client, core := built(t)
	require.True(t, bytes.Equal(client, Client), "js/dist is not what js/src builds: run go generate ./js")
	require.LessOrEqual(t, len(Gzip()), mostClient)
	require.LessOrEqual(t, len(compress(core)), mostCore)
	require.Greater(t, len(core), mostCore, "the build leaves nothing out")
	t.Logf("live.js: %d of %d bytes; its core: %d of %d", len(Gzip()), mostClient, len(compress(core)), mostCore)
}

func TestHashNamesTheClient(t *testing.T) {
	require.Regexp(t, regexp.MustCompile("^[0-9a-f]{8}$"), Hash)
	require.Equal(t, hash(Client), Hash)
	require.NotEqual(t, hash(append([]byte(" "), Client...)), Hash)
}

func TestGzipIsTheClient(t *testing.T) {
	r, err := gzip.NewReader(bytes.NewReader(Gzip()))
	require.NoError(t, err)
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(Client, data))
}
