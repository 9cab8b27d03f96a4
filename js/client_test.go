package js

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/compress"
)

// Size limits, in bytes after gzip.
const (
	maxClientSize = 15_360 // live.js, which every page loads at once
	maxStylesSize = 976    // live.css, which is in ui.js
	maxCoreSize   = 4_864  // core.js, the modules that apply patches and hold the connection
)

// maxModuleSizes are the size limits of the modules, in bytes after gzip.
var maxModuleSizes = map[string]int{
	"ui":         8_192, // a page loads it when it needs it or is idle
	"commands":   3_936,
	"bindings":   5_760,
	"hooks":      2_688,
	"rows":       4_096, // a page loads it when it has buttons of rows
	"navigation": 5_632,
	"dialogs":    3_840,
	"streams":    2_176,
	"debug":      1_536,
}

// A build is what tools/jsbuild writes, and its report of the sizes.
type build struct {
	client, styles, dev, core []byte
	modules                   map[string][]byte
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
	b := build{client: read("live.js"), styles: read("live.css"), dev: read("dev.js"), core: read("core.js"), sizes: string(out)}
	b.modules = map[string][]byte{}
	for _, module := range Modules {
		b.modules[module.Name] = read(module.Name + ".js")
	}
	return b
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
	t.Logf("limits: live.js %d, live.css %d, core.js %d, modules %v bytes gzipped\n%s", maxClientSize, maxStylesSize, maxCoreSize, maxModuleSizes, b.sizes)

	require.True(t, bytes.Equal(b.client, Client), "js/dist/live.js is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.styles, Styles), "js/dist/live.css is out of date: run go generate ./js")
	require.True(t, bytes.Equal(b.dev, Dev), "js/dist/dev.js is out of date: run go generate ./js")
	require.LessOrEqual(t, len(Gzip()), maxClientSize, "gzipped size of live.js")
	require.LessOrEqual(t, len(compress.Gzip(Styles)), maxStylesSize, "gzipped size of live.css")
	require.LessOrEqual(t, len(compress.Gzip(b.core)), maxCoreSize, "gzipped size of core.js")
	require.Greater(t, len(b.core), maxCoreSize, "core.js is too small to hold its modules: the bundler left some out")
	for _, module := range Modules {
		require.True(t, bytes.Equal(b.modules[module.Name], module.Source), "js/dist/%s.js is out of date: run go generate ./js", module.Name)
		require.LessOrEqual(t, len(module.Gzip()), maxModuleSizes[module.Name], "gzipped size of %s.js", module.Name)
	}
}

// A module in two scripts exists twice in a page, so it must not have a state.
func TestClient_SharedModules(t *testing.T) {
	// The orders in order.ts belong to events of the module itself.
	stateless := []string{"announce.ts", "backoff.ts", "caret.ts", "checksum.ts", "client.ts", "control.ts", "dom.ts", "forms.ts", "links.ts", "morph.ts",
		"move.ts", "native.ts", "order.ts", "pair.ts", "path.ts", "portal.ts", "submit.ts", "successor.ts", "suppress.ts"}
	modules := modulesOf(t, buildClient(t).sizes)
	require.Contains(t, modules["live.js"], "session.ts")
	require.Contains(t, modules["ui.js"], "pill.ts")
	require.Contains(t, modules["commands.js"], "operations.ts")
	scripts := map[string][]string{}
	for script, files := range modules {
		if script == "core.js" || script == "dev.js" {
			continue
		}
		for _, file := range files {
			scripts[file] = append(scripts[file], script)
		}
	}
	for file, scripts := range scripts {
		if len(scripts) > 1 {
			require.Contains(t, stateless, file, "module in %v", scripts)
		}
	}
}

// The server and the client must agree on the attributes that need a module.
func TestModules_NeededBy(t *testing.T) {
	source := strings.Join(slices.Collect(maps.Values(readModules(t))), "\n")
	for _, module := range Modules {
		if module.NeededBy != nil {
			require.Regexp(t, `initModule\((?:\w+|\{\}), "`+module.Name+`",\s+/`+regexp.QuoteMeta(module.NeededBy.String())+"/", source)
		}
	}
}

// A page whose questions the browser asks needs no dialogs.
func TestModules_Dialogs(t *testing.T) {
	i := slices.IndexFunc(Modules, func(m Module) bool { return m.Name == "dialogs" })
	for attribute, want := range map[string]bool{
		"live-modal=": true, "live-portal=b": true, "live-toggle=t": true, "live-confirm-dialog=": true,
		"live-confirm=D": false, "live-mounted=m": false, "live-mouseenter=m": false, "live-portal-content=p": true, "live-poll=p": false, "live-close=c": false,
	} {
		require.Equal(t, want, Modules[i].NeededBy.MatchString(attribute), attribute)
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
	parts := slices.Concat([][]byte{Client, Styles}, sources(Modules))
	require.Equal(t, hash(parts...), Hash)
	for i := range parts {
		changed := slices.Clone(parts)
		changed[i] = append([]byte(" "), parts[i]...)
		require.NotEqual(t, hash(changed...), Hash, "hash after a change of part %d", i)
	}
}

func TestGzip(t *testing.T) {
	compressed := map[string][]byte{"live": Gzip()}
	want := map[string][]byte{"live": Client}
	for _, module := range Modules {
		compressed[module.Name], want[module.Name] = module.Gzip(), module.Source
	}
	for name, data := range compressed {
		r, err := gzip.NewReader(bytes.NewReader(data))
		require.NoError(t, err)
		source, err := io.ReadAll(r)
		require.NoError(t, err)
		require.True(t, bytes.Equal(want[name], source), "Gzip of %s.js does not decompress to the script", name)
	}
}
