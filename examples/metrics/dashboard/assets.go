package dashboard

import (
	"embed"
	"io/fs"
	"slices"

	"github.com/lively-go/lively/live"
)

//go:embed static
var static embed.FS

// Assets are the static files of the page, below /static/.
var Assets = newAssets()

func newAssets() *live.Assets {
	a := live.NewAssets("/static/", nil)
	a.Add("icon.svg", mustRead("icon.svg"))
	a.Add("metrics.css", slices.Concat(mustRead("page.css"), mustRead("cards.css"), mustRead("processes.css")))
	return a
}

func mustRead(name string) []byte {
	content, err := fs.ReadFile(static, "static/"+name)
	if err != nil {
		panic("dashboard: " + err.Error()) // programming error: the file is not embedded
	}
	return content
}
