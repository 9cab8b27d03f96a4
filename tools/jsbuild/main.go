// Jsbuild bundles and minifies the browser client, and prints the size of each module.
//
// It writes js/dist/live.js, which every page loads; the modules, which a page loads when it needs them, such as ui.js
// and commands.js; live.css, the style sheet, which is also in ui.js; and dev.js, which pages load in development mode. With -o it writes to another directory, and also
// writes core.js there: the modules that apply patches and hold the connection, bundled alone to measure
// them.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("jsbuild: ")
	out := flag.String("o", "", "directory to write to (default: without core.js, to js/dist)")
	flag.Parse()

	dir := *out
	if dir == "" {
		dir = "../js/dist"
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		log.Fatal(err)
	}
	var names shortNames
	for _, bundle := range []struct{ name, entry string }{
		{"live.js", "main.ts"}, {"ui.js", "ui.ts"}, {"commands.js", "list.ts"}, {"bindings.js", "rare.ts"},
		{"hooks.js", "hooks.ts"}, {"rows.js", "sorting.ts"}, {"navigation.js", "navigation.ts"}, {"dialogs.js", "dialogs.ts"},
		{"streams.js", "streams.ts"}, {"debug.js", "debug.ts"}, {"dev.js", "dev.ts"}, {"core.js", "core.ts"},
	} {
		if bundle.name == "core.js" && *out == "" {
			continue
		}
		var err error
		if names, err = build(bundle.name, bundle.entry, dir, names); err != nil {
			log.Fatal(err)
		}
	}
	if err := buildStyles(dir); err != nil {
		log.Fatal(err)
	}
}

// build writes a bundle to dir and prints the sizes. It uses the names of known, and returns all.
func build(name, entry, dir string, known shortNames) (shortNames, error) {
	s, names, err := bundle(name, entry, known)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", name, err)
	}
	code, err := shorten(s.code)
	if err != nil {
		return nil, fmt.Errorf("shorten %s: %w", name, err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), code, 0o644); err != nil {
		return nil, fmt.Errorf("write bundle: %w", err)
	}
	printSizes(s, code)
	return names, nil
}

// buildStyles writes the style sheet to dir and prints its size.
func buildStyles(dir string) error {
	code, err := minifyStyles(stylesFile)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, stylesFile), code, 0o644); err != nil {
		return fmt.Errorf("write style sheet: %w", err)
	}
	fmt.Printf("%s: %d bytes, %d gzipped\n", stylesFile, len(code), gzipSize(code))
	return nil
}

// printSizes prints the size of code, the bundle s after shorten, and the bytes that each module adds to it,
// the largest module first. Gzipped, a module has about that part of the bytes of the bundle.
func printSizes(s script, code []byte) {
	size, total := gzipSize(code), 0
	for _, n := range s.modules {
		total += n
	}
	fmt.Printf("%s: %d bytes, %d gzipped\n", s.name, len(code), size)
	for _, module := range slices.SortedFunc(maps.Keys(s.modules), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.modules[b], s.modules[a]), cmp.Compare(a, b))
	}) {
		fmt.Printf("%7d %5d %s\n", s.modules[module], s.modules[module]*size/max(total, 1), module)
	}
}

// gzipSize returns the length of data compressed at the highest level.
func gzipSize(data []byte) int {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	w.Write(data)                                         // a bytes.Buffer never fails
	w.Close()
	return b.Len()
}
