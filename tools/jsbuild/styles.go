package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// buildStyles minifies the style sheet of the client into file and prints its size.
func buildStyles(file string) error {
	result := api.Build(api.BuildOptions{
		EntryPoints:      []string{filepath.Join("../js/src", "live.css")},
		Outfile:          file,
		Charset:          api.CharsetUTF8,
		MinifyWhitespace: true,
		MinifySyntax:     true,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("build live.css: %s", result.Errors[0].Text)
	}
	code := result.OutputFiles[0].Contents
	if err := os.WriteFile(file, code, 0o644); err != nil {
		return fmt.Errorf("write style sheet: %w", err)
	}
	fmt.Printf("%s: %d bytes, %d gzipped\n", filepath.Base(file), len(code), gzipSize(code))
	return nil
}
