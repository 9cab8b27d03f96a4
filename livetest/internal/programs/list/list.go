// Package list is a page whose state is in its URL.
package list

import (
	"context"

	"github.com/lively-go/lively/live"
)

// Query is the page's state in its URL: ?page=2&sort=name.
type Query struct {
	Page int
	Sort string
}

type Users interface {
	Page(ctx context.Context, page int, sort string) ([]string, error)
}

// List is the page at /users.
type List struct {
	Users Users
	Query Query
	Rows  []string
}

func (v *List) Events() live.Events { return live.Events{live.OnParams(v.load)} }

// load runs when the page opens and each time its URL changes, with or without a click.
func (v *List) load(s *live.Socket, q Query) (err error) {
	q.Page = max(q.Page, 1)
	v.Query = q
	v.Rows, err = v.Users.Page(s.Context(), q.Page, q.Sort)
	return err
}

func (q Query) next() Query          { q.Page++; return q }
func (q Query) by(sort string) Query { return Query{Sort: sort} }
