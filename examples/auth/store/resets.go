package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"time"
)

// AddReset returns a token with which the password of a user may be reset once. It replaces earlier ones of the user.
func (s *Store) AddReset(ctx context.Context, userID int64, valid time.Duration) (token string, err error) {
	token = rand.Text()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = tx.Rollback() }() // without effect after Commit
	if _, err := tx.ExecContext(ctx, "delete from resets where user_id = ?", userID); err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx, "insert into resets (hash, user_id, expires) values (?, ?, ?)", hash(token), userID, time.Now().Add(valid).Unix())
	if err != nil {
		return "", err
	}
	return token, tx.Commit()
}

// HasReset reports whether a token is valid.
func (s *Store) HasReset(ctx context.Context, token string) (ok bool, err error) {
	row := s.db.QueryRowContext(ctx, "select exists (select 1 from resets where hash = ? and expires > ?)", hash(token), time.Now().Unix())
	return ok, row.Scan(&ok)
}

// ResetPassword uses a token: it sets the password of its user to a hash, ends the logins of the user, and returns the ID. It
// returns ErrNotFound if the token is not valid.
func (s *Store) ResetPassword(ctx context.Context, token, password string) (userID int64, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // without effect after Commit
	row := tx.QueryRowContext(ctx, "delete from resets where hash = ? and expires > ? returning user_id", hash(token), time.Now().Unix())
	if err := row.Scan(&userID); err != nil {
		return 0, notFound(err)
	}
	if _, err := tx.ExecContext(ctx, "update users set password = ? where id = ?", password, userID); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, "delete from logins where user_id = ?", userID); err != nil {
		return 0, err
	}
	return userID, tx.Commit()
}

// hash returns the hash of a token. It needs no salt, because a token is random.
func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
