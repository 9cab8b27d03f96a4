package gallery

import (
	"embed"
	"io/fs"
	"path"
	"slices"

	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/live"
)

//go:embed static
var static embed.FS

// files are the static files, below /static/. hasScript has the names of the pages with a script.
var files, hasScript = newFiles()

func newFiles() (*live.Assets, map[string]bool) {
	root, err := fs.Sub(static, "static")
	if err != nil {
		panic("gallery: " + err.Error()) // programming error: the name is not valid
	}
	a := live.NewAssets("/static/", root)
	a.Add("gallery.css", []byte(styleSheets()))
	hasScript := map[string]bool{}
	for _, name := range filesOfPages(".js") {
		page := path.Dir(name)
		a.Add(scriptName(page), []byte(mustRead(pages.Files, name)))
		hasScript[page] = true
	}
	return a, hasScript
}

// styleSheets returns the style sheets of the gallery and of all pages as one.
func styleSheets() (all string) {
	for _, name := range []string{"shell.css", "controls.css", "source.css"} {
		all += mustRead(static, "static/"+name)
	}
	for _, name := range filesOfPages(".css") {
		all += mustRead(pages.Files, name)
	}
	return all
}

// scriptName returns the name of the script of a page.
func scriptName(page string) string { return "pages/" + page + ".js" }

// filesOfPages returns the names of the files with this extension, sorted.
func filesOfPages(ext string) (all []string) {
	for _, names := range shownFiles(pages.Files) {
		for _, name := range names {
			if path.Ext(name) == ext {
				all = append(all, name)
			}
		}
	}
	slices.Sort(all)
	return all
}

// thirdParty is the folder of files of other projects. Their URLs contain the version in place of a hash, so that
// scripts of pages can import them.
const thirdParty = "static/third-party"

// libraryURLs returns the URLs of those of the files with this extension.
func libraryURLs(names []string, ext string) (all []string) {
	for _, name := range names {
		if path.Ext(name) == ext {
			all = append(all, "/"+thirdParty+"/"+name)
		}
	}
	return all
}
