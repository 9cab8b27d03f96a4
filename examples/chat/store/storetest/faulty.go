// Package storetest provides a Store that fails on demand.
package storetest

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/lively-go/lively/examples/chat/store"
)

// Faulty is a Store whose methods return an error while Down is true.
type Faulty struct {
	store.Store
	Down atomic.Bool
}

var errDown = errors.New("storetest: store is down")

func (f *Faulty) err() error {
	if f.Down.Load() {
		return errDown
	}
	return nil
}

func (f *Faulty) Add(ctx context.Context, m store.Message) error {
	if err := f.err(); err != nil {
		return err
	}
	return f.Store.Add(ctx, m)
}

func (f *Faulty) Edit(ctx context.Context, room string, id int64, author, text string) (store.Message, error) {
	if err := f.err(); err != nil {
		return store.Message{}, err
	}
	return f.Store.Edit(ctx, room, id, author, text)
}

func (f *Faulty) Delete(ctx context.Context, room string, id int64, author string) error {
	if err := f.err(); err != nil {
		return err
	}
	return f.Store.Delete(ctx, room, id, author)
}

func (f *Faulty) Before(ctx context.Context, room string, id int64, n int) ([]store.Message, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Store.Before(ctx, room, id, n)
}

func (f *Faulty) MarkRead(ctx context.Context, reader, room string, id int64) error {
	if err := f.err(); err != nil {
		return err
	}
	return f.Store.MarkRead(ctx, reader, room, id)
}

func (f *Faulty) Unread(ctx context.Context, reader string, rooms []string) (map[string]int, error) {
	if err := f.err(); err != nil {
		return nil, err
	}
	return f.Store.Unread(ctx, reader, rooms)
}
