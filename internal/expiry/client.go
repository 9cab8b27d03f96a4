package expiry

import (
	"container/heap"
	"container/list"
)

// A client is a client with values in a Store.
type client[T any] struct {
	name    string
	entries list.List // of *entry, oldest first
	bytes   int       // total size of entries
	index   [2]int    // in clientHeap.clients of each order, if there are entries
}

func (c *client[T]) oldest() *entry[T] { return c.entries.Front().Value.(*entry[T]) }

// An order is what a clientHeap orders clients by.
type order int

const (
	byCount order = iota // number of values
	byBytes              // their total size
)

// A clientHeap is a heap of clients. The first one is the client with the most values or the most
// bytes; ties are broken by the age of the oldest value.
type clientHeap[T any] struct {
	order   order
	clients []*client[T]
	steps   int // comparisons made, for tests
}

// update adds c, moves it to where it belongs after a change of its entries, or removes it if there
// are none.
func (h *clientHeap[T]) update(c *client[T]) {
	i := c.index[h.order]
	switch known := i < len(h.clients) && h.clients[i] == c; {
	case c.entries.Len() == 0:
		if known {
			heap.Remove(h, i)
		}
	case !known:
		heap.Push(h, c)
	default:
		heap.Fix(h, i)
	}
}

// The methods of heap.Interface.

func (h *clientHeap[T]) Len() int { return len(h.clients) }

// Less is never called for a client without entries: heap.Remove moves it to the end first.
func (h *clientHeap[T]) Less(i, j int) bool {
	h.steps++
	a, b := h.clients[i], h.clients[j]
	x, y := a.bytes, b.bytes
	if h.order == byCount {
		x, y = a.entries.Len(), b.entries.Len()
	}
	if x != y {
		return x > y
	}
	return a.oldest().number < b.oldest().number
}

func (h *clientHeap[T]) Swap(i, j int) {
	h.clients[i], h.clients[j] = h.clients[j], h.clients[i]
	h.clients[i].index[h.order], h.clients[j].index[h.order] = i, j
}

func (h *clientHeap[T]) Push(c any) {
	c.(*client[T]).index[h.order] = len(h.clients)
	h.clients = append(h.clients, c.(*client[T]))
}

func (h *clientHeap[T]) Pop() any {
	last := len(h.clients) - 1
	c := h.clients[last]
	h.clients[last] = nil
	h.clients = h.clients[:last]
	return c
}
