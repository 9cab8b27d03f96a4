package table

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An Order is a record of the table.
type Order struct {
	ID       int
	Customer string
	City     string
	Status   string
	Date     time.Time
	Cents    int
}

var (
	statuses = []string{"open", "paid", "sent", "returned"}
	names    = []string{"Ada", "Ben", "Cleo", "Dai", "Eva", "Finn", "Gita", "Hugo", "Ines", "Jan", "Kim", "Lea", "Mia"}
	families = []string{"Alvarez", "Berg", "Chen", "Diallo", "Evans", "Fischer", "García", "Haddad", "Ito", "Jensen", "Kowalska"}
	cities   = []string{"Bergen", "Cologne", "Dakar", "Lima", "Manila", "Oslo", "Porto"}
)

// orders are those of the shop, which does not change. Another program would have them in a database.
var orders = func() []Order {
	all := make([]Order, 10_000)
	for i := range all {
		all[i] = Order{
			ID:       i + 1,
			Customer: names[i*7%len(names)] + " " + families[i*3%len(families)],
			City:     cities[i*5%len(cities)],
			Status:   statuses[i*i%7%len(statuses)],
			Date:     time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 5 * time.Hour),
			Cents:    500 + i*7919%100_000,
		}
	}
	return all
}()

func (o Order) amount() string { return fmt.Sprintf("%d.%02d €", o.Cents/100, o.Cents%100) }

// comparisons has the order of rows by column.
var comparisons = map[string]func(a, b Order) int{
	"id":       func(a, b Order) int { return a.ID - b.ID },
	"customer": func(a, b Order) int { return strings.Compare(a.Customer, b.Customer) },
	"city":     func(a, b Order) int { return strings.Compare(a.City, b.City) },
	"status":   func(a, b Order) int { return strings.Compare(a.Status, b.Status) },
	"date":     func(a, b Order) int { return a.Date.Compare(b.Date) },
	"amount":   func(a, b Order) int { return cmp.Compare(a.Cents, b.Cents) },
}

// find returns the indexes of the orders that q selects, in its order.
func find(q Query) []int32 {
	found := []int32{}
	name := strings.ToLower(q.Customer)
	for i, o := range orders {
		if (q.Status == "" || o.Status == q.Status) && strings.Contains(strings.ToLower(o.Customer), name) {
			found = append(found, int32(i))
		}
	}
	if compare := comparisons[q.Sort]; compare != nil {
		slices.SortStableFunc(found, func(i, j int32) int {
			if q.Desc {
				i, j = j, i
			}
			return compare(orders[i], orders[j])
		})
	}
	return found
}
