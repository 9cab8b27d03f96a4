// Package store keeps users, their logins and sessions in an SQLite database.
package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"time"

	_ "modernc.org/sqlite" // the driver
)

//go:embed schema.sql
var schema string

// The errors of the methods of a Store.
var (
	ErrNotFound = errors.New("store: not found")
	ErrTaken    = errors.New("store: another user has this address")
)

// A Store is a database. Its methods may be called by any goroutine.
type Store struct{ db *sql.DB }

// Open opens the database in a file, and creates it if it does not exist. An empty name means a database in memory.
func Open(ctx context.Context, name string) (*Store, error) {
	pragmas := url.Values{"_pragma": {"foreign_keys(1)", "busy_timeout(5000)"}}
	if name == "" {
		name = ":memory:"
	} else {
		pragmas.Add("_pragma", "journal_mode(wal)")
	}
	db, err := sql.Open("sqlite", "file:"+name+"?"+pragmas.Encode())
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", name, err)
	}
	db.SetMaxOpenConns(1) // a database in memory belongs to its connection, and SQLite has one writer
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", name, err), db.Close())
	}
	return &Store{db}, nil
}

// Close closes the database.
func (s *Store) Close() error { return s.db.Close() }

// DeleteExpired deletes the logins, resets and sessions that have expired.
func (s *Store) DeleteExpired(ctx context.Context) error {
	var errs []error
	for _, table := range []string{"logins", "resets", "sessions"} {
		_, err := s.db.ExecContext(ctx, "delete from "+table+" where expires <= ?", time.Now().Unix())
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// notFound returns ErrNotFound for sql.ErrNoRows, and other errors unchanged.
func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
