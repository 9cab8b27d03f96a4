// Package list implements a page with its state in its URL.
package list

import (
	"context"

	"github.com/lively-go/lively/live"
)

// A Query is the state of the page in its URL: ?page=2&sort=name.
type Query struct {
	Page int
	Sort string
}

// Users returns the users of a page.
type Users interface {
	Page(ctx context.Context, page int, sort string) ([]string, error)
}

// A List is the page at /users.
type List struct {
	Users Users
	Query Query
	Rows  []string
}

func (v *List) Events() live.Events { return live.Events{live.OnParams(v.load)} }

// load is called when the page is loaded and whenever its URL changes.
func (v *List) load(s *live.Socket, q Query) (err error) {
	q.Page = max(q.Page, 1)
	v.Query = q
	v.Rows, err = v.Users.Page(s.Context(), q.Page, q.Sort)
	return err
}

func (q Query) next() Query              { q.Page++; return q }
func (q Query) sortBy(sort string) Query { return Query{Sort: sort} }
