// Jsbuild bundles and minifies the browser client, and prints what each module costs.
//
// It writes js/dist/live.js, which every page loads. With -o it writes to another directory, and there also core.js:
// the modules that every patch needs, built alone, to measure them.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

const source = "../js/src"

// ours are properties of the client's own objects, which get short names. None may be one of the DOM's or the protocol's.
const ours = "^(adopt|attrs|binding|compare|component|controls|dom|fire|frames|heard|keyed|kids|lost|moved|opened|pairs|patch|patched|place|refused|timer|waits)$"

func main() {
	log.SetFlags(0)
	log.SetPrefix("jsbuild: ")
	out := flag.String("o", "", "directory to write to; empty means js/dist, without core.js")
	flag.Parse()
	dir, core := *out, true
	if dir == "" {
		dir, core = "../js/dist", false
	}
	if err := build(filepath.Join(source, "main.ts"), filepath.Join(dir, "live.js")); err != nil {
		log.Fatal(err)
	}
	if core {
		if err := build(filepath.Join(source, "core.ts"), filepath.Join(dir, "core.js")); err != nil {
			log.Fatal(err)
		}
	}
}

// build bundles what entry imports into one file.
func build(entry, file string) error {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Outfile:           file,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		MangleProps:       ours,
		Metafile:          true,
	})
	if len(result.Errors) > 0 {
		for _, m := range api.FormatMessages(result.Errors, api.FormatMessagesOptions{}) {
			fmt.Fprint(os.Stderr, m)
		}
		return fmt.Errorf("build %s: %d errors", entry, len(result.Errors))
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	code := result.OutputFiles[0].Contents
	if err := os.WriteFile(file, code, 0o644); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return report(filepath.Base(file), code, result.Metafile)
}

// report prints the bytes of each module in code, the largest first.
func report(name string, code []byte, metafile string) error {
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return fmt.Errorf("read metafile: %w", err)
	}
	sizes := map[string]int{}
	for _, o := range meta.Outputs {
		for path, in := range o.Inputs {
			sizes[strings.TrimPrefix(path, source+"/")] = in.BytesInOutput
		}
	}
	var z bytes.Buffer
	w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression) // the level is valid
	w.Write(code)                                         // a bytes.Buffer takes everything
	w.Close()
	fmt.Printf("%s: %d bytes, %d gzipped\n", name, len(code), z.Len())
	for _, path := range slices.SortedFunc(maps.Keys(sizes), func(a, b string) int { return cmp.Compare(sizes[b], sizes[a]) }) {
		fmt.Printf("%7d %s\n", sizes[path], path)
	}
	return nil
}
