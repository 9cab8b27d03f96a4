// Package store keeps the messages of a chat: in memory, in Redis, or in Redis as long as it answers.
package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Message is a line in a room.
type Message struct {
	ID     int64 // see NewID
	Room   string
	Author string // who may change it
	Name   string // as the author was called then
	Text   string
	Action bool // was said with /me
	Edited bool
	At     time.Time
}

// ErrNotYours is what a Store answers who wants to change the message of somebody else, or one that is gone.
var ErrNotYours = errors.New("store: no such message of yours")

// Store keeps messages. Its methods are called from many goroutines. Other errors than ErrNotYours say that it does not answer.
type Store interface {
	// Add keeps m. To add it again does nothing.
	Add(ctx context.Context, m Message) error
	// Edit gives a message of author another text.
	Edit(ctx context.Context, room string, id int64, author, text string) (Message, error)
	// Delete deletes a message of author.
	Delete(ctx context.Context, room string, id int64, author string) error
	// Before returns the newest n messages whose ID is below id, oldest first; id 0 stands for above all.
	Before(ctx context.Context, room string, id int64, n int) ([]Message, error)

	// Mark notes that reader has read a room as far as the message id.
	Mark(ctx context.Context, reader, room string, id int64) error
	// Unread says how many messages of each room reader has not read. Of a room that is new to reader all has been read.
	Unread(ctx context.Context, reader string, rooms []string) (map[string]int, error)
}

// Limit is how many messages of a room are kept: the oldest go first.
const Limit = 5_000

var last atomic.Int64

// NewID makes an ID for a message. IDs grow with time. Those of one process are never the same; two processes would have to
// hit the same microsecond and, of a thousand, the same number in it.
func NewID() int64 {
	for {
		before := last.Load()
		id := max(before+1, time.Now().UnixMicro()<<10|rand.Int64N(1<<10))
		if last.CompareAndSwap(before, id) {
			return id
		}
	}
}
