package main

import (
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

// bundle returns the module entry and its imports as one minified script, and esbuild's metafile,
// which contains the size of each module.
//
// It shortens the names of properties that ownPropertiesFile lists, and no others: objects of the
// DOM, of the protocol and of the application have properties too.
func bundle(entry string) (code []byte, metafile string, err error) {
	properties, err := ownProperties()
	if err != nil {
		return nil, "", err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{filepath.Join(sourceDir, entry)},
		Outfile:           entry,
		Bundle:            true,
		Format:            api.FormatIIFE,
		Target:            api.ES2022,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		MangleProps:       "^(" + strings.Join(properties, "|") + ")$",
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Metafile:          true,
	})
	if len(result.Errors) > 0 {
		for _, m := range api.FormatMessages(result.Errors, api.FormatMessagesOptions{}) {
			fmt.Fprint(os.Stderr, m)
		}
		return nil, "", fmt.Errorf("%d errors", len(result.Errors))
	}
	return result.OutputFiles[0].Contents, result.Metafile, nil
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
