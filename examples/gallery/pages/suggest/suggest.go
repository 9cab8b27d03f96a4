// Package suggest is a search that runs when the user pauses.
package suggest

import (
	"strings"

	"github.com/lively-go/lively/live"
)

var packages = strings.Fields("archive/tar archive/zip bufio bytes cmp context crypto/rand embed encoding/json errors " +
	"fmt html/template io iter log/slog maps math/rand net/http os path/filepath regexp slices sort strconv strings sync testing time unicode/utf8")

// Search is the view.
type Search struct {
	Query    string
	Searches int // how many have run
}

// Typed is the event of the form.
type Typed struct{ Q string }

// Events lists the handlers.
func (v *Search) Events() live.Events {
	return live.Events{live.On(v.typed)}
}

func (v *Search) typed(_ *live.Socket, e Typed) error {
	v.Query = e.Q
	v.Searches++
	return nil
}

func (v *Search) found() (all []string) {
	for _, p := range packages {
		if strings.Contains(p, strings.ToLower(v.Query)) {
			all = append(all, p)
		}
	}
	return all
}
