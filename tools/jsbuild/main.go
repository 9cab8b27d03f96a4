// Jsbuild bundles and minifies the browser client, and prints the size of each module.
//
// It writes js/dist/live.js, which every page loads, and js/dist/dev.js, which pages load in development
// mode. With -o it writes to another directory, and
// also writes core.js there: the modules that apply patches and hold the connection, bundled alone
// to measure them.
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

// sourceDir holds the TypeScript modules. It is relative to the tools module, which go run -C makes
// the working directory.
const sourceDir = "../js/src"

func main() {
	log.SetFlags(0)
	log.SetPrefix("jsbuild: ")
	out := flag.String("o", "", "directory to write live.js, dev.js and core.js to (default: the first two to js/dist)")
	flag.Parse()

	dir, withCore := *out, true
	if dir == "" {
		dir, withCore = "../js/dist", false
	}
	if err := build("main.ts", filepath.Join(dir, "live.js")); err != nil {
		log.Fatal(err)
	}
	if err := build("dev.ts", filepath.Join(dir, "dev.js")); err != nil {
		log.Fatal(err)
	}
	if withCore {
		if err := build("core.ts", filepath.Join(dir, "core.js")); err != nil {
			log.Fatal(err)
		}
	}
}

// build bundles the module entry and its imports into file and prints the sizes.
//
// It shortens the names of variables but not of properties: objects of the DOM, of the protocol and
// of the application have properties too, and a shortened name could collide with one of theirs.
func build(entry, file string) error {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(sourceDir, entry)},
		Outfile:           file,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Metafile:          true,
	})
	if len(result.Errors) > 0 {
		for _, m := range api.FormatMessages(result.Errors, api.FormatMessagesOptions{}) {
			fmt.Fprint(os.Stderr, m)
		}
		return fmt.Errorf("build %s: %d errors", entry, len(result.Errors))
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make output directory: %w", err)
	}
	code := result.OutputFiles[0].Contents
	if err := os.WriteFile(file, code, 0o644); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return printSizes(filepath.Base(file), code, result.Metafile)
}

// printSizes prints the size of code and the bytes that each module adds to it, the largest module
// first.
func printSizes(name string, code []byte, metafile string) error {
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return fmt.Errorf("decode metafile: %w", err)
	}
	sizes := map[string]int{}
	for _, output := range meta.Outputs {
		for path, input := range output.Inputs {
			sizes[strings.TrimPrefix(path, sourceDir+"/")] = input.BytesInOutput
		}
	}
	modules := slices.SortedFunc(maps.Keys(sizes), func(a, b string) int {
		return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b))
	})

	fmt.Printf("%s: %d bytes, %d gzipped\n", name, len(code), gzipSize(code))
	for _, module := range modules {
		fmt.Printf("%7d %s\n", sizes[module], module)
	}
	return nil
}

// gzipSize returns the length of data compressed at the highest level.
func gzipSize(data []byte) int {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w.Write(data)                                         // a bytes.Buffer never fails
	w.Close()
	return b.Len()
}
