package store

import (
	"context"
	"errors"
	"time"
)

// Sessions is a store for package scs, whose HashTokenInStore should be true.
type Sessions struct{ *Store }

// FindCtx implements scs.CtxStore.
func (s Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	row := s.db.QueryRowContext(ctx, "select data from sessions where token = ? and expires > ?", token, time.Now().Unix())
	if err := notFound(row.Scan(&data)); err != nil {
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
		return nil, false, err
	}
	return data, true, nil
}

// CommitCtx implements scs.CtxStore.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	_, err := s.db.ExecContext(ctx, "insert or replace into sessions (token, data, expires) values (?, ?, ?)", token, data, expires.Unix())
	return err
}

// DeleteCtx implements scs.CtxStore.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.db.ExecContext(ctx, "delete from sessions where token = ?", token)
	return err
}

// Find implements scs.Store.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s Sessions) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// Delete implements scs.Store.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
