package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// The paths are relative to the tools module, which go run -C makes the working directory.
const (
	sourceDir          = "../js/src"                // the TypeScript modules
	ownPropertiesFile  = "../js/own-properties.txt" // names, separated by white space
	propertyNameSyntax = `^[A-Za-z]\w*$`
)

// A script is a bundle, its name, and the bytes that each module adds to it.
type script struct {
	name    string
	code    []byte
	modules map[string]int
}

// shortNames maps names of properties to short ones.
type shortNames map[string]any

// bundle returns the module entry and its imports as one minified script of that name.
//
// It shortens the names of properties that ownPropertiesFile lists, and no others: objects of the
// DOM, of the protocol and of the application have properties too. It uses the names of known, and returns
// all, so that the properties of objects that two scripts share have the same names in both.
func bundle(name, entry string, known shortNames) (script, shortNames, error) {
	properties, err := ownProperties()
	if err != nil {
		return script{}, nil, err
	}
	if known == nil {
		known = shortNames{} // without it, the result has no names
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(sourceDir, entry)},
		Outfile:           name,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		MangleProps:       "^(" + strings.Join(properties, "|") + ")$",
		MangleCache:       known,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Metafile:          true,
		Plugins:           []api.Plugin{{Name: "styles", Setup: importStyles}},
	})
	if len(result.Errors) > 0 {
		for _, m := range api.FormatMessages(result.Errors, api.FormatMessagesOptions{}) {
			fmt.Fprint(os.Stderr, m)
		}
		return script{}, nil, fmt.Errorf("%d errors", len(result.Errors))
	}
	modules, err := moduleSizes(result.Metafile)
	if err != nil {
		return script{}, nil, err
	}
	return script{name, result.OutputFiles[0].Contents, modules}, result.MangleCache, nil
}

// moduleSizes returns the bytes that each module adds to a bundle, according to esbuild.
func moduleSizes(metafile string) (map[string]int, error) {
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, fmt.Errorf("decode metafile: %w", err)
	}
	sizes := map[string]int{}
	for _, output := range meta.Outputs {
		for path, input := range output.Inputs {
			_, module, _ := strings.Cut(path, sourceDir+"/")
			sizes[module] = input.BytesInOutput
		}
	}
	return sizes, nil
}

// ownProperties returns the names of properties that only objects of the client have.
func ownProperties() ([]string, error) {
	data, err := os.ReadFile(ownPropertiesFile)
	if err != nil {
		return nil, fmt.Errorf("read names of properties: %w", err)
	}
	names := strings.Fields(string(data))
	if len(names) == 0 {
		return nil, fmt.Errorf("%s is empty", ownPropertiesFile)
	}
	for _, name := range names {
		if !regexp.MustCompile(propertyNameSyntax).MatchString(name) {
			return nil, fmt.Errorf("invalid name %q in %s", name, ownPropertiesFile)
		}
	}
	return names, nil
}
