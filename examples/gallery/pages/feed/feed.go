// Package feed is a page with a stream: the server sends the rows and does not keep them.
package feed

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lively-go/lively/live"
)

// An Order is a row.
type Order struct {
	ID   int
	City string
	Paid bool
}

// Feed is the view. The orders of a real page are in a database.
type Feed struct {
	Filter string
	db     []Order
	orders *live.Stream[Order]
}

type (
	// Add adds orders.
	Add struct{ N int }
	// Pay changes an order.
	Pay struct{ ID int }
	// Delete removes an order.
	Delete struct{ ID int }
	// Show shows the orders of a city, or all.
	Show struct{ City string }
)

var cities = []string{"Kyoto", "Lima", "Oslo"}

// shown is the number of orders that the browser has at most.
const shown = 20

// New returns the view.
func New() live.View {
	v := &Feed{}
	v.add(5)
	return v
}

// Mount makes the stream, which begins with the rows of newest.
func (v *Feed) Mount(s *live.Socket) error {
	v.orders = live.NewStream(s, Order.key, Order.row, v.newest)
	return nil
}

// newest returns the rows that the stream has, newest first.
func (v *Feed) newest() ([]Order, error) {
	var rows []Order
	for _, o := range slices.Backward(v.db) {
		if v.matches(o) && len(rows) < shown {
			rows = append(rows, o)
		}
	}
	return rows, nil
}

// Events lists the handlers.
func (v *Feed) Events() live.Events {
	return live.Events{live.On(v.onAdd), live.On(v.pay), live.On(v.delete), live.On(v.show)}
}

func (v *Feed) onAdd(_ *live.Socket, e Add) error {
	for _, o := range v.add(e.N) {
		if v.matches(o) {
			v.orders.Prepend(o)
		}
	}
	v.orders.Limit(shown)
	return nil
}

func (v *Feed) pay(_ *live.Socket, e Pay) error {
	i := v.index(e.ID)
	if i < 0 {
		return live.ErrGone
	}
	v.db[i].Paid = true
	v.orders.Replace(v.db[i])
	return nil
}

func (v *Feed) delete(_ *live.Socket, e Delete) error {
	v.db = slices.DeleteFunc(v.db, func(o Order) bool { return o.ID == e.ID })
	v.orders.Delete(fmt.Sprint(e.ID))
	return nil
}

func (v *Feed) show(_ *live.Socket, e Show) error {
	v.Filter = e.City
	rows, err := v.newest()
	v.orders.Reset(rows...)
	return err
}

// add adds n orders to the database, but not more than the page shows, and returns them.
func (v *Feed) add(n int) []Order {
	n = max(0, min(n, shown)) // the browser may send any number
	for range n {
		id := 1
		if len(v.db) > 0 {
			id = v.db[len(v.db)-1].ID + 1
		}
		v.db = append(v.db, Order{ID: id, City: cities[id%len(cities)]})
	}
	return v.db[len(v.db)-n:]
}

func (v *Feed) index(id int) int {
	return slices.IndexFunc(v.db, func(o Order) bool { return o.ID == id })
}

func (v *Feed) matches(o Order) bool { return v.Filter == "" || o.City == v.Filter }

// pressed is the value of aria-pressed of the button for a city.
func (v *Feed) pressed(city string) string { return fmt.Sprint(v.Filter == city) }

// key identifies the order in the stream.
func (o Order) key() string { return fmt.Sprint(o.ID) }

// name returns what the page calls the order.
func (o Order) name() string { return fmt.Sprintf("Order %d, %s", o.ID, o.City) }

// label returns the text of the button that shows the orders of city.
func label(city string) string { return cmp.Or(city, "All") }
