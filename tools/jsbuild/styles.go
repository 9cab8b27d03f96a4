package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// stylesFile is the source of the style sheet, which is a file of its own, too. Modules may import others.
const stylesFile = "live.css"

// minifyStyles returns the minified style sheet of a file.
func minifyStyles(name string) ([]byte, error) {
	source, err := os.ReadFile(filepath.Join(sourceDir, name))
	if err != nil {
		return nil, fmt.Errorf("read style sheet: %w", err)
	}
	result := api.Transform(string(source), api.TransformOptions{
		Loader:           api.LoaderCSS,
		Charset:          api.CharsetUTF8,
		MinifyWhitespace: true,
		MinifySyntax:     true,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("minify %s: %s", name, result.Errors[0].Text)
	}
	return result.Code, nil
}

// importStyles makes the text of a minified style sheet the default export of its file.
func importStyles(build api.PluginBuild) {
	build.OnLoad(api.OnLoadOptions{Filter: `\.css$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		code, err := minifyStyles(filepath.Base(args.Path))
		text := strings.TrimSpace(string(code))
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderText}, err
	})
}
