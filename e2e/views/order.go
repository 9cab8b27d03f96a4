package views

import (
	"fmt"
	"strings"
	"sync"

	"github.com/lively-go/lively/live"
)

// An OrderData is the value of a form with rows.
type OrderData struct {
	Email string
	Note  string
	Lines []OrderLine
}

// An OrderLine is a row of an OrderData.
type OrderLine struct {
	ID      int `live:",key"`
	Product string
	Amount  int
}

// String returns the lines: "2 tea, 1 milk".
func (o OrderData) String() string {
	var lines []string
	for _, line := range o.Lines {
		lines = append(lines, fmt.Sprintf("%d %s", line.Amount, line.Product))
	}
	return strings.Join(lines, ", ")
}

// A Shop records the orders of all its pages.
type Shop struct {
	mu     sync.Mutex
	orders []string
	keys   []string
	gate   chan struct{} // orders wait until it is closed; nil if they do not
}

// Close makes further orders wait until the function that it returns is called.
func (s *Shop) Close() (open func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	gate := make(chan struct{})
	s.gate = gate
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.gate = nil
		close(gate)
	}
}

func (s *Shop) place(key string, o OrderData) (first int) {
	s.mu.Lock()
	s.orders, s.keys = append(s.orders, o.String()), append(s.keys, key)
	gate, n := s.gate, len(s.orders)
	s.mu.Unlock()
	if gate != nil {
		<-gate
	}
	return 100 * n
}

// Orders returns the orders since the last call.
func (s *Shop) Orders() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	orders := s.orders
	s.orders = nil
	return orders
}

// Keys returns the keys of all orders.
func (s *Shop) Keys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys
}

// Order is a page with the form of an order. An order numbers its new lines, as a database does. With the
// note "leave" the page navigates away.
type Order struct {
	Shop *Shop
	Form live.Form[OrderData]
}

// NewOrder returns a page with a line for each product.
func NewOrder(s *Shop, products ...string) *Order {
	v := &Order{Shop: s}
	for _, product := range products {
		v.Form.Value.Lines = append(v.Form.Value.Lines, OrderLine{Product: product, Amount: 1})
	}
	return v
}

// Events returns the events of the page.
func (v *Order) Events() live.Events { return live.Events{live.OnForm(&v.Form, v.order)} }

func (v *Order) order(s *live.Socket, o OrderData) error {
	id := v.Shop.place(v.Form.SubmitKey(), o)
	for i := range v.Form.Value.Lines {
		if line := &v.Form.Value.Lines[i]; line.ID == 0 {
			line.ID = id + i
		}
	}
	if o.Note == "leave" {
		return s.Navigate("/welcome")
	}
	return nil
}
