package markup

import (
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/txtar"
)

// Update writes the corpus in dir anew, with the trees that tree tells.
func Update(dir string, tree func(Case) string) error {
	entries, err := files.ReadDir(".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		a, err := txtar.ParseFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		for i := 0; i+1 < len(a.Files); i += 2 {
			c, err := pair(a.Files[i], a.Files[i+1])
			if err != nil {
				return err
			}
			if c.File = e.Name(); c.Refused {
				continue
			}
			made := tree(c)
			if path.Ext(a.Files[i].Name) == ".quoted" {
				made = strconv.Quote(made)
			}
			a.Files[i+1].Data = []byte(made + "\n\n")
		}
		if err := os.WriteFile(filepath.Join(dir, e.Name()), txtar.Format(a), 0o644); err != nil {
			return err
		}
	}
	return nil
}
