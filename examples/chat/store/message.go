// Package store stores the messages of a chat: in memory, in Redis, or in Redis with a fallback for
// when it is unavailable.
package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// Message is a message in a room.
type Message struct {
	ID     int64 // see NewID
	Room   string
	Author string // user ID; only the author may change the message
	Name   string // name of the author when the message was sent
	Text   string
	Action bool // sent with /me
	Edited bool
	At     time.Time
}

// ErrNotFound is returned for a change of a message that does not exist or belongs to another author.
var ErrNotFound = errors.New("store: message not found")

// Store stores messages. Its methods are safe for concurrent use. Errors other than ErrNotFound
// mean that the store is unavailable.
type Store interface {
	// Add stores m. If there is a message with its ID, Add does nothing.
	Add(ctx context.Context, m Message) error
	// Edit replaces the text of a message of author and returns the message.
	Edit(ctx context.Context, room string, id int64, author, text string) (Message, error)
	// Delete deletes a message of author.
	Delete(ctx context.Context, room string, id int64, author string) error
	// Before returns the newest n messages with IDs below id, oldest first. An id of 0 means the
	// newest messages.
	Before(ctx context.Context, room string, id int64, n int) ([]Message, error)

	// MarkRead records that reader has read the messages of a room up to id.
	MarkRead(ctx context.Context, reader, room string, id int64) error
	// Unread returns the number of unread messages by room. It omits rooms without any. In a room that
	// is new to reader, all messages count as read.
	Unread(ctx context.Context, reader string, rooms []string) (map[string]int, error)
}

// Limit is the default number of messages kept per room. Older messages are deleted.
const Limit = 5_000

var lastID atomic.Int64

// NewID returns an ID for a message. IDs increase with time and are unique within a process. IDs of
// two processes are equal only if both are made in the same microsecond with the same random number
// out of 1,024.
func NewID() int64 {
	for {
		prev := lastID.Load()
		id := max(prev+1, time.Now().UnixMicro()<<10|rand.Int64N(1<<10))
		if lastID.CompareAndSwap(prev, id) {
			return id
		}
	}
}
