// Jsbuild bundles and minifies the browser client, and prints the size of each module.
//
// It writes js/dist/live.js and live.css, which every page loads, and js/dist/dev.js, which pages load in
// development mode. With -o it writes to another directory, and also writes core.js there: the modules
// that apply patches and hold the connection, bundled alone to measure them.
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
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("jsbuild: ")
	out := flag.String("o", "", "directory to write to (default: without core.js, to js/dist)")
	flag.Parse()

	dir, withCore := *out, true
	if dir == "" {
		dir, withCore = "../js/dist", false
	}
	if err := build("main.ts", filepath.Join(dir, "live.js")); err != nil {
		log.Fatal(err)
	}
	if err := buildStyles(filepath.Join(dir, "live.css")); err != nil {
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
func build(entry, file string) error {
	code, metafile, err := bundle(entry)
	if err != nil {
		return fmt.Errorf("bundle %s: %w", entry, err)
	}
	code, err = shorten(code)
	if err != nil {
		return fmt.Errorf("shorten %s: %w", entry, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("make output directory: %w", err)
	}
	if err := os.WriteFile(file, code, 0o644); err != nil {
		return fmt.Errorf("write bundle: %w", err)
	}
	return printSizes(filepath.Base(file), code, metafile)
}

// printSizes prints the size of code and the bytes that each module adds to the bundle, the largest
// module first.
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
