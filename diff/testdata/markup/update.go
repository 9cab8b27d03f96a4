package markup

import (
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/rogpeppe/go-internal/txtar"
)

// Update rewrites the corpus in dir with the trees that tree returns for the accepted cases.
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
			c, err := parseCase(a.Files[i], a.Files[i+1])
			if err != nil {
				return err
			}
			if c.File = e.Name(); c.Rejected {
				continue
			}
			result := tree(c)
			if path.Ext(a.Files[i].Name) == ".quoted" {
				result = strconv.Quote(result)
			}
			a.Files[i+1].Data = []byte(result + "\n\n")
		}
		if err := os.WriteFile(filepath.Join(dir, e.Name()), txtar.Format(a), 0o644); err != nil {
			return err
		}
	}
	return nil
}
