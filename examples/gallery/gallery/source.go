package gallery

import (
	"io/fs"
	"path"
	"strings"

	"github.com/lively-go/lively/examples/gallery/pages"
)

// A sourceFile is a file of a page, as the gallery shows it.
type sourceFile struct {
	Name string
	ID   string // for attributes
	HTML string // its highlighted lines
}

// sources maps the name of a page to its files: those in Go, templates, scripts and style sheets.
var sources = readSources(pages.Files)

// searchTexts maps the name of a page to the text of its files in lower case.
var searchTexts = readSearchTexts(pages.Files)

func searchText(page string) string { return searchTexts[page] }

// shownExtensions lists the extensions of the files that are shown, in their sequence.
var shownExtensions = []string{".go", ".templ", ".js", ".css"}

// shownFiles returns the files of each page that are shown: none that is generated or a test.
func shownFiles(files fs.FS) map[string][]string {
	all := map[string][]string{}
	for _, ext := range shownExtensions {
		names, err := fs.Glob(files, "*/*"+ext)
		if err != nil {
			panic("gallery: " + err.Error()) // programming error: the pattern is malformed
		}
		for _, name := range names {
			if !strings.HasSuffix(name, "_templ.go") && !strings.HasSuffix(name, "_test.go") {
				dir := path.Dir(name)
				all[dir] = append(all[dir], name)
			}
		}
	}
	return all
}

func mustRead(files fs.FS, name string) string {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		panic("gallery: " + err.Error()) // programming error: the file is not embedded
	}
	return string(b)
}

func readSources(files fs.FS) map[string][]sourceFile {
	all := map[string][]sourceFile{}
	for page, names := range shownFiles(files) {
		for _, name := range names {
			base := path.Base(name)
			all[page] = append(all[page], sourceFile{Name: base, ID: strings.ReplaceAll(base, ".", "-"), HTML: highlight(base, mustRead(files, name))})
		}
	}
	return all
}

func readSearchTexts(files fs.FS) map[string]string {
	all := map[string]string{}
	for page, names := range shownFiles(files) {
		for _, name := range names {
			all[page] += strings.ToLower(mustRead(files, name))
		}
	}
	return all
}
