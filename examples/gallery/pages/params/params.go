// Package params is a page whose URL says what it shows.
package params

import (
	"slices"
	"strings"

	"github.com/lively-go/lively/live"
)

// A City is a row of the table.
type City struct {
	Name    string
	Founded int
	Capital bool
}

var cities = []City{{"Rome", -753, true}, {"Cologne", 50, false}, {"Baghdad", 762, true}, {"Oslo", 1048, true}, {"Lima", 1535, true}, {"Melbourne", 1835, false}}

// Cities is the view.
type Cities struct{ Query Query }

// Query is the query string of the URL: ?sort=founded&capitals=true
type Query struct {
	Sort     string
	Capitals bool
}

// Events lists the handlers. That of OnParams is called after Mount, and when the URL has changed: by a link
// with live.Patch, or by Back and Forward of the browser.
func (v *Cities) Events() live.Events {
	return live.Events{live.OnParams(v.load)}
}

func (v *Cities) load(_ *live.Socket, q Query) error {
	v.Query = q
	return nil
}

func (v *Cities) rows() (rows []City) {
	for _, c := range cities {
		if c.Capital || !v.Query.Capitals {
			rows = append(rows, c)
		}
	}
	if v.Query.Sort != "founded" {
		slices.SortFunc(rows, func(a, b City) int { return strings.Compare(a.Name, b.Name) })
	}
	return rows
}

// ariaSort returns the attribute aria-sort of a column.
func (v *Cities) ariaSort(column string) string {
	if v.Query.Sort == column {
		return "ascending"
	}
	return "none"
}
