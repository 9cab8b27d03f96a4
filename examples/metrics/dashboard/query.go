package dashboard

import (
	"slices"
	"strings"
	"time"
)

// Query is the state of the page in its URL, such as ?every=5s&sort=-name&filter=go&all=true.
type Query struct {
	Every  time.Duration // time between updates; zero means one second
	Sort   string        // key of a column, with the prefix "-" for the reverse direction; empty means cpu
	Filter string        // part of a process's name, user or PID
	All    bool          // show all processes instead of the first defaultRows
}

// intervals are the values of Query.Every that the page offers. A URL may have others.
var intervals = []time.Duration{time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second}

const maxInterval = 5 * time.Minute

// normalized returns a valid query: it drops invalid values and defaults, so that every state has
// exactly one URL.
func (q Query) normalized() Query {
	q.Every = min(q.Every.Round(time.Second), maxInterval)
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

// interval returns the time between updates. It is never zero.
func (q Query) interval() time.Duration { return max(q.Every, time.Second) }

func (q Query) withInterval(d time.Duration) Query {
	q.Every = d
	return q.normalized()
}

func (q Query) withFilter(text string) Query {
	q.Filter = text
	return q.normalized()
}

func (q Query) withAll(all bool) Query {
	q.All = all
	return q
}

// sortedBy sorts by a column. If the query already does, it reverses the direction.
func (q Query) sortedBy(column string) Query {
	if current, reversed := q.sortOrder(); current == column && !reversed {
		column = "-" + column
	}
	q.Sort = column
	return q.normalized()
}

// sortOrder returns the key of the column to sort by and whether its default direction is reversed.
func (q Query) sortOrder() (column string, reversed bool) {
	if q.Sort == "" {
		return columns[0].key, false
	}
	return strings.CutPrefix(q.Sort, "-")
}
