package dashboard

import (
	"slices"
	"strings"
	"time"
)

// Query is the page's state in its address: ?every=5s&sort=-name&filter=go&all=true.
type Query struct {
	Every  time.Duration // between two pictures; zero means a second
	Sort   string        // a column's name, "-" before it for the other direction; empty means cpu
	Filter string        // part of a process's name, user or PID
	All    bool          // show all processes, not only the first
}

// intervals are what the page offers; an address may say others.
var intervals = []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second}

const longestInterval = 5 * time.Minute

// normal makes any query one that the page can show. Each state has one address.
func (q Query) normal() Query {
	q.Every = min(q.Every.Round(time.Second), longestInterval)
	if q.Every <= time.Second {
		q.Every = 0
	}
	key, _ := strings.CutPrefix(q.Sort, "-")
	if !slices.ContainsFunc(columns, func(c column) bool { return c.key == key }) || q.Sort == columns[0].key {
		q.Sort = ""
	}
	if len(q.Filter) > 100 {
		q.Filter = strings.ToValidUTF8(q.Filter[:100], "")
	}
	return q
}

// interval is never zero.
func (q Query) interval() time.Duration { return max(q.Every, time.Second) }

func (q Query) every(d time.Duration) Query {
	q.Every = d
	return q.normal()
}

func (q Query) filtered(text string) Query {
	q.Filter = text
	return q.normal()
}

func (q Query) all(all bool) Query {
	q.All = all
	return q
}

// sorted sorts by a column; by the same one again, the other way round.
func (q Query) sorted(column string) Query {
	if now, reversed := q.order(); now == column && !reversed {
		column = "-" + column
	}
	q.Sort = column
	return q.normal()
}

// order is the column to sort by, and whether against its natural direction.
func (q Query) order() (column string, reversed bool) {
	if q.Sort == "" {
		return columns[0].key, false
	}
	return strings.CutPrefix(q.Sort, "-")
}
