package store

import (
	"context"
	"slices"
)

// A Change is the addition, edit or deletion of a message.
type Change struct {
	Message Message
	Kind    ChangeKind
}

// ChangeKind is the kind of a Change.
type ChangeKind string

const (
	Added   ChangeKind = "added"
	Edited  ChangeKind = "edited"
	Deleted ChangeKind = "deleted"
)

// applyTo makes the change in s and returns the changed message.
func (c Change) applyTo(ctx context.Context, s Store) (Message, error) {
	m := c.Message
	switch c.Kind {
	case Added:
		return m, s.Add(ctx, m)
	case Edited:
		return s.Edit(ctx, m.Room, m.ID, m.Author, m.Text)
	}
	return m, s.Delete(ctx, m.Room, m.ID, m.Author)
}

// applyToList makes the change in messages, which are sorted by ID, and returns the result.
func (c Change) applyToList(messages []Message) []Message {
	i, found := slices.BinarySearchFunc(messages, c.Message.ID, compareID)
	switch {
	case c.Kind == Added && !found:
		return slices.Insert(messages, i, c.Message)
	case c.Kind == Edited && found:
		messages[i].Text, messages[i].Edited = c.Message.Text, true
	case c.Kind == Deleted && found:
		return slices.Delete(messages, i, i+1)
	}
	return messages
}
