package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// stylesFile is the source of the style sheet.
const stylesFile = "live.css"

// minifyStyles returns the minified style sheet.
func minifyStyles() ([]byte, error) {
	source, err := os.ReadFile(filepath.Join(sourceDir, stylesFile))
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
		return nil, fmt.Errorf("minify %s: %s", stylesFile, result.Errors[0].Text)
	}
	return result.Code, nil
}

// importStyles makes the text of the minified style sheet the default export of its file.
func importStyles(build api.PluginBuild) {
	build.OnLoad(api.OnLoadOptions{Filter: `/` + regexp.QuoteMeta(stylesFile) + `$`}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
		code, err := minifyStyles()
		text := strings.TrimSpace(string(code))
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderText}, err
	})
}
