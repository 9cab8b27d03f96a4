package gallery

import (
	"github.com/lively-go/lively/examples/gallery/pages"
	"github.com/lively-go/lively/live"
)

// Home is the page that lists all others, or those that match the query of its URL.
type Home struct {
	Pages []pages.Page
	Query HomeQuery
}

// HomeQuery is the query string of the home page.
type HomeQuery struct{ Q string }

func (v *Home) Events() live.Events { return live.Events{live.OnParams(v.load)} }

func (v *Home) load(_ *live.Socket, q HomeQuery) error {
	v.Query = q
	return nil
}
